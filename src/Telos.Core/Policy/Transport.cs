namespace Telos.Core.Policy;

/// <summary>IP protocol numbers, as the network gate keys its grants.</summary>
public enum Transport : byte
{
    Tcp = 6,
    Udp = 17,
}
