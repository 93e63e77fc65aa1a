namespace Telos.Core.Adjudication;

/// <summary>Who may lift a verdict ESCALATE.</summary>
public enum Adjudicator
{
    Person,
    Model,
}
