namespace Telos.Generators.Rpc;

/// <summary>All dispatching classes of a compilation, before the table of methods.</summary>
internal static class DispatchCheck
{
    private const string Peer = "global::Telos.Daemon.Sockets.Peer";

    public static IEnumerable<SourceFault> FaultsOf(
        IReadOnlyCollection<DispatchModel> classes, EquatableArray<ContractModel> contracts)
    {
        if (classes.Count == 0)
            yield break;
        var served = new HashSet<string>();
        foreach (DispatchModel type in classes)
        {
            foreach (SourceFault fault in type.Faults)
                yield return fault;
            foreach (HandlerModel handler in type.Handlers)
            {
                if (!served.Add(handler.Name))
                    yield return new SourceFault(RpcRules.ServedTwice, handler.Name, handler.Place);
                ContractModel? contract = contracts.FirstOrDefault(known => known.Name == handler.Name);
                if (RuleBrokenBy(handler, type, contract) is not { } rule)
                    continue;
                string subject = rule == RpcRules.NoContract ? handler.Name : handler.Method;
                yield return new SourceFault(rule, subject, handler.Place);
            }
        }

        SourcePlace place = classes.First().Place;
        foreach (ContractModel contract in contracts.Where(contract => !served.Contains(contract.Name)))
            yield return new SourceFault(RpcRules.NotServed, contract.Name, place);
    }

    private static string? RuleBrokenBy(HandlerModel handler, DispatchModel type, ContractModel? contract)
    {
        if (contract is null)
            return RpcRules.NoContract;
        if (contract.Result.TypeInfo.Length == 0 || contract.Params?.TypeInfo.Length == 0)
            return RpcRules.NoTypeInfo;
        string[] types = handler.Parameters.Select(parameter => parameter.Type).ToArray();
        string?[] known = [Peer, type.CallerType, contract.Params?.Type];
        bool isOfShape = types.All(known.Contains) && types.Distinct().Count() == types.Length
            && (contract.Params is null || types.Contains(contract.Params.Type))
            && handler.Returns == $"global::Telos.Daemon.Sockets.Answer<{contract.Result.Type}>";
        return !isOfShape ? RpcRules.Shape
            : contract.Params is not null && handler.Needs is null ? RpcRules.NoNeeds
            : null;
    }
}
