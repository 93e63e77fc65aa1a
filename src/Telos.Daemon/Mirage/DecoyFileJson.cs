using System.Text.Json.Serialization;

namespace Telos.Daemon.Mirage;

[JsonSerializable(typeof(DecoyFile))]
internal sealed partial class DecoyFileJson : JsonSerializerContext;
