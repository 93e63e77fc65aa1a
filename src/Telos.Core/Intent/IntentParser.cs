using System.Collections.Immutable;

namespace Telos.Core.Intent;

/// <summary>Turns a readable text into clauses with what they name. Knows words, judges nothing.</summary>
public static class IntentParser
{
    /// <summary>Several texts about one work; a negation ends with its text, what is ruled out is so for all.</summary>
    public static IntentModel Parse(IReadOnlyList<string> texts)
    {
        var models = texts.Select(Parse).ToList();
        return new IntentModel([.. models.SelectMany(m => m.Clauses.Select((c, i) =>
            i == m.Clauses.Length - 1 ? c with { EndsSentence = true } : c))], [.. models.SelectMany(m => m.Dangers).Distinct()]);
    }

    public static IntentModel Parse(string text)
    {
        var tokens = IntentLexer.Split(text);
        var clauses = ImmutableArray.CreateBuilder<IntentClause>();
        var scope = new NegationScope();
        var dangers = new DangerScan();
        var current = new List<IntentToken>();
        bool afterStop = true;
        bool nextAfterStop = true;

        void Close()
        {
            if (current.Count > 0)
            {
                bool[] negated = scope.Mark(current, afterStop, ClauseReader.IsObject, out bool[] narrows);
                clauses.Add(ClauseReader.Read(current, negated, narrows));
                dangers.Read(current, clauses[^1]);
                current.Clear();
                nextAfterStop = false;
            }

            afterStop = nextAfterStop;
        }

        foreach (var token in tokens)
        {
            bool isThen =
                token is { Kind: TokenKind.Word, Word: "then" or "but" or "afterwards" or "finally" };
            if (token.IsBreak || isThen || token is { Kind: TokenKind.Word, Word: "and" or "while" })
            {
                Close();
                if (token.Kind == TokenKind.Stop && clauses.Count > 0)
                {
                    clauses[^1] = clauses[^1] with { EndsSentence = true };
                }

                afterStop |= isThen || token.Kind == TokenKind.Stop;
                nextAfterStop = afterStop && clauses.Count == 0;
            }
            else
            {
                current.Add(token);
            }
        }

        Close();
        return new IntentModel(clauses.ToImmutable(), dangers.Found());
    }
}
