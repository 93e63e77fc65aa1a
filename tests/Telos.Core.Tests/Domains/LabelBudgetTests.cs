using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class LabelBudgetTests
{
    private const ushort A = 1;
    private const ushort Txt = 16;
    private const ushort Null = 10;
    private const ushort Aaaa = 28;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Hex = "0123456789abcdef";
    private const long Noon = 43_200;
    private static readonly PublicSuffixes s_suffixes = PublicSuffixes.Load();
    private readonly LabelBudget _budget = new(s_suffixes, HashKey.Random(), new LabelBudgetLimits());
    private readonly Random _random = new(20261124);

    // iodine: NULL or TXT queries with up to 200 base32 characters in labels; dnscat2: hex labels in TXT, MX and CNAME.
    [Theory]
    [InlineData(Base32, 5, 30, 1, Null)]
    [InlineData(Base32, 5, 60, 3, Null)]
    [InlineData(Base32, 5, 60, 1, Txt)]
    [InlineData(Hex, 4, 18, 1, Txt)]
    [InlineData(Hex, 4, 60, 3, Txt)]
    [InlineData(Base32, 5, 10, 1, A)]
    public void Charge_Tunnel_IsStoppedBeforeAHundredBytes(
        string alphabet, int bitsPerByte, int labelLength, int labels, int type)
    {
        int bits = 0;
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            string name = string.Join('.', Enumerable.Range(0, labels).Select(_ => RandomText(alphabet, labelLength)));
            if (_budget.Charge(WireName.Of(name + ".tunnel.example"), (ushort)type, Noon + i) == BudgetVerdict.Within)
            {
                bits += labels * labelLength * bitsPerByte;
            }
            else
            {
                refused++;
            }
        }

        Assert.InRange(bits, 0, 800);
        Assert.InRange(refused, 450, 500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Charge_OneByteAQuery_IsStoppedBeforeAHundredBytes(int secondsBetween)
    {
        int sent = 0;
        while (_budget.Charge(WireName.Of($"{sent:x4}{_random.Next(256):x2}.slow.example"), A, Noon + sent * secondsBetween)
            == BudgetVerdict.Within)
        {
            sent++;
            Assert.InRange(sent, 0, 100);
        }
    }

    [Fact]
    public void Charge_WholeDay_LeaksNoMoreThanTheRefill()
    {
        double bits = 0;
        for (int second = 0; second < 86_400; second++)
        {
            byte[] name = WireName.Of($"{RandomText(Base32, 12)}.patient.example");
            bits += _budget.Charge(name, A, Noon + second) == BudgetVerdict.Within ? 12 * 5 : 0;
        }

        // 768 bits at once and 24 times 192.
        Assert.InRange(bits, 192, 768 + 24 * 192);
    }

    [Fact]
    public void Charge_SpreadOverManyDomains_IsHeldByTheTotal()
    {
        double bits = 0;
        BudgetVerdict last = BudgetVerdict.Within;
        for (int i = 0; i < 5_000; i++)
        {
            last = _budget.Charge(WireName.Of($"{RandomText(Base32, 20)}.{RandomText(Base32, 10)}.com"), A, Noon);
            bits += last == BudgetVerdict.Within ? 30 * 5 : 0;
        }

        Assert.Equal(BudgetVerdict.OverTotal, last);
        Assert.InRange(bits, 8_192, 32_768);
    }

    [Fact]
    public void Charge_OrdinaryTraffic_Passes()
    {
        string[] hosts = ["www", "api", "cdn", "static", "img", "registry", "assets", "login", "edge-7", "images-2"];
        for (int domain = 0; domain < 30; domain++)
        {
            foreach (string host in hosts)
            {
                byte[] name = WireName.Of($"{host}.content-site{domain}.com");
                Assert.Equal(BudgetVerdict.Within, _budget.Charge(name, A, Noon + domain));
                Assert.Equal(BudgetVerdict.Within, _budget.Charge(name, Aaaa, Noon + domain));
            }
        }

        for (int i = 0; i < 4; i++)
        {
            byte[] name = WireName.Of($"{new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}.telemetry.example");
            Assert.Equal(BudgetVerdict.Within, _budget.Charge(name, A, Noon));
        }
    }

    // A long session: four hosts of one forge with a TTL of a minute, each asked for both families, for a week.
    [Fact]
    public void Charge_SameFewNamesForAWeek_Passes()
    {
        string[] hosts = ["github.com", "api.github.com", "codeload.github.com", "collector.github.com"];
        for (int minute = 0; minute < 7 * 24 * 60; minute++)
        {
            foreach (string host in hosts)
            {
                Assert.Equal(BudgetVerdict.Within, _budget.Charge(WireName.Of(host), A, Noon + minute * 60));
                Assert.Equal(BudgetVerdict.Within, _budget.Charge(WireName.Of(host), Aaaa, Noon + minute * 60));
            }
        }
    }

    [Fact]
    public void Charge_TwoNamesRepeatedAsACode_IsStoppedByEightBudgets()
    {
        int sent = 0;
        while (sent < 20_000
            && _budget.Charge(WireName.Of(_random.Next(2) == 0 ? "a.code.example" : "b.code.example"), A, Noon)
                == BudgetVerdict.Within)
        {
            sent++;
        }

        Assert.InRange(sent, 100, 768 * 8);
    }

    [Fact]
    public void Charge_OneDomainSpent_LeavesTheOthersAlone()
    {
        BudgetVerdict last = BudgetVerdict.Within;
        for (int i = 0; i < 50; i++)
        {
            last = _budget.Charge(WireName.Of($"{RandomText(Hex, 30)}.spent.example"), A, Noon);
        }

        Assert.Equal(BudgetVerdict.OverDomain, last);
        Assert.Equal(BudgetVerdict.Within, _budget.Charge(WireName.Of("www.other.example"), A, Noon));
        Assert.Equal(BudgetVerdict.Within, _budget.Charge(WireName.Of("www.spent.example"), A, Noon + 7_200));
    }

    // 512 places: far more domains than that, each spent halfway, leave none for a spent domain to begin anew.
    [Fact]
    public void Charge_MoreDomainsThanPlaces_ForgetsNoLevel()
    {
        LabelBudgetLimits limits = new() { TotalBits = 10_000_000 };
        LabelBudget budget = new(s_suffixes, HashKey.Random(), limits);
        for (int domain = 0; domain < 10_000; domain++)
        {
            budget.Charge(WireName.Of($"{RandomText(Hex, 60)}.domain{domain}.example"), A, Noon);
        }

        int within = 0;
        for (int domain = 0; domain < 10_000; domain++)
        {
            byte[] name = WireName.Of($"{RandomText(Hex, 60)}.other{domain}.example");
            within += budget.Charge(name, A, Noon) == BudgetVerdict.Within ? 1 : 0;
        }

        // Only what the filter of seen names takes for a repeat, at most one in 200.
        Assert.InRange(within, 0, 50);
    }

    [Fact]
    public void Explain_QueryThatIsRefused_SaysWhichDomainAndHowManyBits()
    {
        byte[] small = WireName.Of($"{RandomText(Hex, 60)}.spent.co.uk");
        byte[] large = WireName.Of($"{RandomText(Base32, 63)}.{RandomText(Base32, 63)}.spent.co.uk");
        Assert.Equal(BudgetVerdict.Within, _budget.Charge(small, A, Noon));
        Assert.Equal(BudgetVerdict.OverDomain, _budget.Charge(large, A, Noon));

        BudgetUse use = _budget.Explain(large, A, Noon);

        Assert.Equal(128, use.DomainOffset);
        Assert.InRange(use.QueryBits, 126 * 5, 126 * 8);
        Assert.InRange(use.DomainBits, 240, 280);
        Assert.InRange(use.TotalBits, use.DomainBits + 5 * 4, 400);
        Assert.Equal(use, _budget.Explain(large, A, Noon));
        Assert.Equal(0, _budget.Explain(large, A, Noon + 3 * 3600).DomainBits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("com")]
    [InlineData("github.io")]
    public void Charge_NameWithoutARegistrableDomain_IsItsOwn(string name)
    {
        Assert.Equal(BudgetVerdict.Within, _budget.Charge(WireName.Of(name), A, Noon));
        Assert.Equal(0, _budget.Explain(WireName.Of(name), A, Noon).DomainOffset);
    }

    [Fact]
    public void Charge_ClockThatGoesBack_ForgivesNothing()
    {
        byte[] name = WireName.Of($"{RandomText(Hex, 60)}.spent.example");
        _budget.Charge(name, A, Noon);
        int bits = _budget.Explain(name, A, Noon).DomainBits;

        Assert.Equal(bits, _budget.Explain(name, A, 0).DomainBits);
        Assert.Equal(bits, _budget.Explain(name, A, Noon).DomainBits);
    }

    [Fact]
    public void Charge_AMillionNames_HoldsNoMoreMemoryAndAllocatesNothing()
    {
        byte[] name = WireName.Of("00000000.domain00.example");
        long stopped = 0;
        _budget.Charge(name, A, Noon);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            for (int digit = 0; digit < 8; digit++)
            {
                name[1 + digit] = (byte)('a' + (i >> (4 * digit) & 15));
            }

            name[16] = (byte)('0' + i % 10);
            stopped += _budget.Charge(name, A, Noon + i / 10) == BudgetVerdict.Within ? 0 : 1;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(stopped, 980_000, 1_000_000);
        Assert.InRange(LabelBudget.BytesHeld, 1, 40_000);
    }

    private string RandomText(string alphabet, int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)])]);
}
