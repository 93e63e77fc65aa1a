namespace Telos.Daemon.Doctor;

/// <summary>How a parameter gets to the kernel's command line, by what there is on this machine.</summary>
/// <param name="exists">Whether there is such a file.</param>
internal sealed class BootLoader(Func<string, bool> exists)
{
    private const string GrubDefaults = "/etc/default/grub";
    private const string KernelCommandLine = "/etc/kernel/cmdline";
    private const string RaspberryPi = "/boot/firmware/cmdline.txt";

    /// <summary>The command, to be run by root.</summary>
    /// <param name="parameter">Of letters, digits and <c>=,_-</c>.</param>
    public string CommandFor(string parameter)
    {
        if (exists("/usr/sbin/grubby"))
        {
            return $"grubby --update-kernel=ALL --args={parameter} && reboot";
        }

        if (exists(GrubDefaults))
        {
            string update = exists("/usr/sbin/update-grub") ? "update-grub"
                : exists("/usr/sbin/grub2-mkconfig") ? "grub2-mkconfig -o /boot/grub2/grub.cfg"
                : "grub-mkconfig -o /boot/grub/grub.cfg";
            return $"sed -i 's/^GRUB_CMDLINE_LINUX=\"/&{parameter} /' {GrubDefaults} && {update} && reboot";
        }

        if (exists(KernelCommandLine))
        {
            string update = exists("/usr/sbin/proxmox-boot-tool") ? "proxmox-boot-tool refresh" : "kernel-install add-all";
            return $"sed -i '1s/$/ {parameter}/' {KernelCommandLine} && {update} && reboot";
        }

        return exists(RaspberryPi)
            ? $"sed -i '1s/$/ {parameter}/' {RaspberryPi} && reboot"
            : $"add {parameter} to the kernel's command line where this machine's boot loader has it, and reboot";
    }
}
