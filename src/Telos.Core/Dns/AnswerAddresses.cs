namespace Telos.Core.Dns;

/// <summary>Every address in a record's data: of A and AAAA, and the hints of SVCB and HTTPS.</summary>
public ref struct AnswerAddresses
{
    private const int PriorityLength = 2;

    private SvcParameters _parameters;
    private ReadOnlySpan<byte> _rest;
    private int _addressLength;

    /// <param name="record">Of a checked message.</param>
    public AnswerAddresses(in DnsRecord record)
    {
        Current = default;
        _rest = default;
        _parameters = default;
        _addressLength = 1;
        if (record.Type is DnsType.A or DnsType.AAAA)
        {
            _rest = record.Rdata;
            _addressLength = record.RdataLength;
        }
        else if (record.Type is DnsType.SVCB or DnsType.HTTPS
            && DnsName.TryRead(record.Message, record.RdataOffset + PriorityLength, out DnsName target) == DnsStatus.Ok)
        {
            _parameters = new SvcParameters(record.Message[target.EndOffset..record.EndOffset]);
        }
    }

    /// <summary>4 or 16 octets.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public bool MoveNext()
    {
        while (_rest.IsEmpty)
        {
            if (!_parameters.MoveNext())
            {
                return false;
            }

            _addressLength = _parameters.Key switch
            {
                SvcParameters.Ipv4Hint => 4,
                SvcParameters.Ipv6Hint => 16,
                _ => 0,
            };
            _rest = _addressLength == 0 ? default : _parameters.Value;
        }

        Current = _rest[.._addressLength];
        _rest = _rest[_addressLength..];
        return true;
    }
}
