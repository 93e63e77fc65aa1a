using System.Collections.Frozen;
using System.Text;

namespace Telos.Core.Domains;

/// <summary>Words that phishing puts beside a brand, kept folded.</summary>
internal static class LureWords
{
    public const int LengthMin = 2;
    public const int HookLengthMin = 4;

    private static readonly FrozenSet<ulong> Hashes = FrozenSet.ToFrozenSet(
        (
            "access account accounts activate activation active admin airdrop airdrops alert alerts api app "
            + "apps auth authorize back backup bank billing blog bonus bot bridge browser buy cancel card care "
            + "cash center chat check checkout claim claims click client cloud code com community confirm "
            + "confirmation connect connection contact corp cs customer dapp dapps dashboard data defi deposit "
            + "desk desktop device dev devs docs download downloads drop earn email event events exchange "
            + "extension finance fix form forum free fund funds game games gift gifts giveaway giveaways gov "
            + "group help helpdesk helps home host hub id identity inc info install invoice io ledger limited "
            + "link live log login logon mail manage market me membership message migrate migration mining mint "
            + "mobile my net network new news nft nfts nitro notice now offer official online org page pass "
            + "password pay payment payments payout phone phrase platform plus portal premium pro promo "
            + "promotion protect protocol prize recover recovery refund register registration release renew "
            + "rest restore reset reward rewards safe safety sale sales secure secured security seed server "
            + "service services session setup shop sign signin signup site staff stake staking start status "
            + "steam store sub submit subscribe support suspend swap sync system team tech test token tokens "
            + "tool tools top trade trading transfer tv unlock update updates upgrade us user users validate "
            + "validation vault verification verified verify vip wallet wallets web website win winner withdraw "
            + "world www your").Split(' ')
        .Select(HashOf));

    private static readonly FrozenSet<ulong> Hooks = FrozenSet.ToFrozenSet(
        (
            "airdrop airdrops claim confirm giveaway giveaways login logon nitro phrase recover recovery "
            + "restore reward rewards secure signin suspend sync unlock validate validation verification verify "
            + "wallet withdraw").Split(' ').Select(HashOf));

    /// <param name="hash">Of a folded word.</param>
    public static bool IsHook(ulong hash) => Hooks.Contains(hash);

    /// <param name="hash">Of a folded word.</param>
    public static bool Contains(ulong hash) => Hashes.Contains(hash);

    private static ulong HashOf(string word)
    {
        Span<byte> folded = stackalloc byte[LabelFold.LengthMax];
        return LabelHash.Of(folded[..LabelFold.Fold(Encoding.ASCII.GetBytes(word), folded).Length]);
    }
}
