namespace Telos.Generators.KernelLayout;

internal static class DispatchEmitter
{
    public static string Emit(EventsModel events)
    {
        var code = new CodeWriter("System", "System.Runtime.InteropServices");
        EmitSink(code, events);
        code.Line();
        code.Line("public enum DispatchStatus");
        code.Open();
        code.Line("Dispatched,");
        code.Line("TooShort,");
        code.Line("UnknownKind,");
        code.Close();
        code.Line();
        code.Summary("Hands a record of the ring to the method of its kind, without a copy.");
        code.Line("public static class EventDispatch");
        code.Open();
        EmitDispatch(code, events);
        code.Close();
        return code.ToString();
    }

    private static void EmitSink(CodeWriter code, EventsModel events)
    {
        code.Line();
        code.Summary("Takes the kernel's events. Each lies in the ring: copy what is to be kept.");
        code.Line("public interface IEventSink");
        code.Open();
        for (int i = 0; i < events.Kinds.Count; i++)
        {
            if (i > 0)
                code.Line();
            code.Line($"void On{events.Kinds[i].Name}(in {events.Kinds[i].StructName} e);");
        }
        code.Close();
    }

    private static void EmitDispatch(CodeWriter code, EventsModel events)
    {
        code.Line("public static DispatchStatus Dispatch<TSink>(ReadOnlySpan<byte> record, ref TSink sink)");
        code.Line("    where TSink : IEventSink, allows ref struct");
        code.Open();
        code.Line($"if (record.Length < {events.HeaderName}.SizeOf)");
        code.Line("    return DispatchStatus.TooShort;");
        code.Line();
        code.Line($"switch (MemoryMarshal.AsRef<{events.HeaderName}>(record).{events.KindField})");
        code.Open();
        foreach (EventsModel.Kind kind in events.Kinds)
        {
            code.Line($"case {events.KindName}.{kind.Name} when record.Length < {kind.StructName}.SizeOf:");
            code.Line("    return DispatchStatus.TooShort;");
            code.Line($"case {events.KindName}.{kind.Name}:");
            code.Line($"    sink.On{kind.Name}(in MemoryMarshal.AsRef<{kind.StructName}>(record));");
            code.Line("    return DispatchStatus.Dispatched;");
        }
        code.Line("default:");
        code.Line("    return DispatchStatus.UnknownKind;");
        code.Close();
        code.Close();
    }
}
