using System.Collections.Frozen;
using System.Text;
using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>Words that phishing puts beside a brand, kept folded.</summary>
internal static class LureWords
{
    public const int LengthMin = 2;
    public const int LengthMax = 14;
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
            + "world www your http https ssl cdn view agree business static assets img images media mirror repo "
            + "registry packages sso oauth mfa otp invite gifted the get go join "
            + "joining new of for by to in on and forms apply enter program programs partner partners public eth btc dex bnb "
            + "usdt selection academy exam moderator moderators chain legal trust pages bonuses tokens promos").Split(' ')
        .SelectMany(HashesOf));

    private static readonly FrozenSet<ulong> Hooks = FrozenSet.ToFrozenSet(
        (
            "airdrop airdrops claim confirm giveaway giveaways login logon nitro phrase recover recovery "
            + "restore reward rewards secure signin suspend sync unlock validate validation verification verify "
            + "wallet withdraw").Split(' ').SelectMany(HashesOf));

    /// <param name="hash">Of a folded word.</param>
    public static bool IsHook(ulong hash) => Hooks.Contains(hash);

    // Most words are none; a bit of their hash tells most of these.
    private static readonly ulong[] Filter = FilterOf(Hashes);

    /// <param name="hash">Of a folded word.</param>
    public static bool Contains(ulong hash) => (Filter[WordOf(hash)] >> BitOf(hash) & 1) != 0 && Hashes.Contains(hash);

    private static int WordOf(ulong hash) => (int)(BrandView.Mix(hash) >> 58);

    private static int BitOf(ulong hash) => (int)(BrandView.Mix(hash) >> 52) & 63;

    private static ulong[] FilterOf(FrozenSet<ulong> hashes)
    {
        ulong[] filter = new ulong[64];
        foreach (ulong hash in hashes)
        {
            filter[WordOf(hash)] |= 1UL << BitOf(hash);
        }

        return filter;
    }

    // As it is after either way of folding.
    private static IEnumerable<ulong> HashesOf(string word)
    {
        byte[] room = new byte[LabelFold.LengthMax];
        int length = LabelFold.FoldLetters(Encoding.ASCII.GetBytes(word), room).Length;
        yield return LabelHash.Of(room.AsSpan(0, length));
        yield return LabelHash.Of(room.AsSpan(0, LabelFold.FoldPairs(room.AsSpan(0, length), room)));
    }
}
