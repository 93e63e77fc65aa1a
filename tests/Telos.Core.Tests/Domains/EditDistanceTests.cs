using Telos.Core.Domains;
using Xunit;

namespace Telos.Core.Tests.Domains;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("github", "github", 0)]
    [InlineData("github", "githuh", 1)]
    [InlineData("github", "gihtub", 1)]
    [InlineData("github", "gthub", 1)]
    [InlineData("github", "giithub", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("steamcommunity", "steancommunnity", 2)]
    public void Mistakes_are_counted(string one, string other, int distance) => Assert.Equal(distance, Osa(one, other));

    [Fact]
    public void It_is_what_the_whole_matrix_says()
    {
        Random random = new(20261124);
        for (int i = 0; i < 100_000; i++)
        {
            string one = Word(random, random.Next(1, 65));
            string other = i % 2 == 0 ? Word(random, random.Next(0, 65)) : Mistaken(random, one);
            Assert.Equal(Matrix(one, other), Osa(one, other));
        }
    }

    private static int Osa(string one, string other) =>
        EditDistance.Osa([.. one.Select(letter => (byte)letter)], [.. other.Select(letter => (byte)letter)]);

    private static string Word(Random random, int length) => string.Concat(random.GetItems("abcd-?".AsSpan(), length));

    private static string Mistaken(Random random, string word)
    {
        List<char> letters = [.. word];
        for (int i = 0; i < 3; i++)
        {
            int at = random.Next(letters.Count);
            letters.RemoveAt(at);
            letters.Insert(random.Next(letters.Count + 1), "abcd"[random.Next(4)]);
        }

        return string.Concat(letters);
    }

    private static int Matrix(string one, string other)
    {
        int[,] cost = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[one.Length, other.Length];
    }
}
