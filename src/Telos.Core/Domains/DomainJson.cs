using System.Text.Json;
using Telos.Core.Dns;

namespace Telos.Core.Domains;

/// <summary>A verdict as one JSON object.</summary>
public static class DomainJson
{
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, in DomainVerdict verdict, DomainPipeline judge)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, NameText.Of(name));
        json.WriteString("verdict"u8, verdict.Verdict.ToString().ToUpperInvariant());
        json.WriteNumber("score"u8, verdict.Score);
        if (verdict.RegistrableOffset >= 0)
        {
            json.WriteString("domain"u8, NameText.Of(name[verdict.RegistrableOffset..]));
        }

        if (verdict.KnownOffset >= 0)
        {
            json.WriteString("known"u8, NameText.Of(name[verdict.KnownOffset..]));
            json.WriteString("category"u8, DomainWords.Of(verdict.Known.Category));
            if (verdict.Known.Age.IsYoung)
            {
                json.WriteNumber("age_days"u8, verdict.Known.Age.Days);
            }
        }

        if (verdict.LookAlike.Brand >= 0)
        {
            json.WriteString("imitates"u8, judge.ImitatedBy(verdict));
            json.WriteString("technique"u8, DomainReasonWords.Of(verdict.LookAlike.Technique));
            json.WriteNumber("distance"u8, verdict.LookAlike.Distance);
        }

        json.WriteStartArray("reasons"u8);
        foreach ((DomainReasons reason, string code, _) in DomainReasonWords.All)
        {
            if ((verdict.Reasons & reason) != 0)
            {
                json.WriteStringValue(code);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
