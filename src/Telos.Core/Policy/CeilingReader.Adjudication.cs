using System.Collections.Immutable;
using Telos.Core.Adjudication;

namespace Telos.Core.Policy;

/// <summary>The section adjudication. Whether anybody listens at an address is seen when he is asked.</summary>
internal sealed partial class CeilingReader
{
    private const int ModelNameLengthMax = 128;
    private const string UnixPrefix = "unix:";

    // sun_path (uapi/linux/un.h), without the zero.
    private const int SocketPathBytesMax = 107;

    private AdjudicationRules _adjudication = AdjudicationRules.Default;

    private void ReadAdjudication(CeilingNode section)
    {
        CeilingNode? asked = null;
        foreach (var (key, value) in Entries(section, "adjudication"))
        {
            switch (key.Text)
            {
                case "order":
                    asked = value;
                    _adjudication = _adjudication with { Order = Order(value) };
                    break;
                case "timeout":
                    _adjudication = _adjudication with { Timeout = Timeout(value) };
                    break;
                case "webhook":
                    _adjudication = _adjudication with { Webhook = Address(value, "webhook") };
                    break;
                case "model":
                    _adjudication = _adjudication with { Model = Model(value) };
                    break;
            }
        }

        bool isAsked = _adjudication.Order.Contains(Adjudicator.Model);
        if (isAsked && _adjudication.Model is null)
        {
            _ = Bad(asked!, "order names a model: say which in adjudication.model", false);
        }
        else if (!isAsked && _adjudication.Model is not null)
        {
            _ = Bad(section, "adjudication.model is not asked: name model in adjudication.order", false);
        }
    }

    private ImmutableArray<Adjudicator> Order(CeilingNode node)
    {
        var order = new List<Adjudicator>();
        foreach (var item in Items(node, "order"))
        {
            Adjudicator? one = Text(item, "order") switch
            {
                "person" => Adjudicator.Person,
                "model" => Adjudicator.Model,
                var other => Bad<Adjudicator?>(item, $"order holds person and model, not \"{other}\"", null),
            };
            if (one is Adjudicator adjudicator && order.Contains(adjudicator))
            {
                _ = Bad(item, $"order: {item.Text} is asked once", false);
            }
            else if (one is Adjudicator next)
            {
                order.Add(next);
            }
        }

        return [.. order];
    }

    private TimeSpan Timeout(CeilingNode node) => TtlText.TryParse(Text(node, "timeout"), out var timeout, out string error)
        ? timeout
        : Bad(node, "timeout: " + error, AdjudicationRules.Default.Timeout);

    private ModelRules? Model(CeilingNode node)
    {
        (Uri? endpoint, string? socket, string name) = (null, null, "");
        int faults = _faults.Count;
        int timeoutMs = ModelRules.TimeoutMsDefault;
        int callsPerHour = ModelRules.CallsPerHourDefault;
        int denialsKept = ModelRules.DenialsKeptDefault;
        foreach (var (key, value) in Entries(node, CeilingKeys.Model))
        {
            switch (key.Text)
            {
                case "endpoint":
                    (endpoint, socket) = Endpoint(value);
                    break;
                case "name":
                    name = ModelName(value);
                    break;
                case "timeout_ms":
                    timeoutMs = Number(value, "timeout_ms", ModelRules.TimeoutMsMin, ModelRules.TimeoutMsMax);
                    break;
                case "calls_per_hour":
                    callsPerHour = Number(value, "calls_per_hour", 1, ModelRules.CallsPerHourMax);
                    break;
                case "denials_kept":
                    denialsKept = Number(value, "denials_kept", 0, ModelRules.DenialsKeptMax);
                    break;
            }
        }

        // What is wrong with one of them is told, not that it is missing.
        if (_faults.Count > faults)
        {
            return null;
        }

        return endpoint is not null && name.Length > 0
            ? new ModelRules(endpoint, socket, name, timeoutMs, callsPerHour, denialsKept)
            : Bad<ModelRules?>(node, "a model needs both endpoint and name", null);
    }

    private string ModelName(CeilingNode node)
    {
        string name = Text(node, "name");
        return name.Length is > 0 and <= ModelNameLengthMax && !name.Any(char.IsControl)
            ? name
            : Bad(node, $"name is a model's name of at most {ModelNameLengthMax} characters", "");
    }

    private (Uri? Endpoint, string? SocketPath) Endpoint(CeilingNode node)
    {
        string text = Text(node, "endpoint");
        if (!text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            Uri? address = Address(node, "endpoint");

            // Whoever sits in between could answer for the model.
            return address is { Scheme: "http", IsLoopback: false }
                ? (Bad<Uri?>(node, "endpoint: another machine's model is asked by https", null), null)
                : (address, null);
        }

        string path = text[UnixPrefix.Length..];
        return PathText.TryNormalise(path, out string normal) == PathStatus.Ok && normal.StartsWith('/')
            && !PathText.HasGlob(normal) && System.Text.Encoding.UTF8.GetByteCount(normal) <= SocketPathBytesMax
            ? (new Uri("http://localhost"), normal)
            : (Bad<Uri?>(node, $"endpoint: \"{path}\" is not an absolute path of a socket", null), null);
    }

    private Uri? Address(CeilingNode node, string what) =>
        Uri.TryCreate(Text(node, what), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.Host.Length > 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? address
            : Bad<Uri?>(node, $"{what} is an address such as https://telos.example/hook, without a user's name", null);
}
