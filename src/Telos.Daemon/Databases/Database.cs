using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Telos.Daemon.Databases;

/// <summary>A SQLite file that has the version of its schema in it. What SQLite says goes through.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;

    static Database() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    public Database(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate) => _connection = new SqliteConnection(
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());

    /// <summary>0 of one that is new.</summary>
    public long Version
    {
        get
        {
            using SqliteCommand command = Command("PRAGMA user_version");
            return (long)command.ExecuteScalar()!;
        }
    }

    public void Open() => _connection.Open();

    /// <summary>Both or neither.</summary>
    public void Upgrade(string schema, int version)
    {
        using SqliteTransaction transaction = Begin();
        Execute(schema);
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        transaction.Commit();
    }

    /// <param name="deferred">True: for reading, which sees what was there at its first statement.</param>
    public SqliteTransaction Begin(bool deferred = false) => _connection.BeginTransaction(deferred);

    public int Execute(string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    /// <param name="text">Never of anybody's words: those are values.</param>
    public SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Each text is made of constants.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    public void Dispose() => _connection.Dispose();
}
