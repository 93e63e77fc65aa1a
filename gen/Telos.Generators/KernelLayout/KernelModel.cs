namespace Telos.Generators.KernelLayout;

/// <summary>
/// The kernel ABI with its layout computed; all that the emitters see. Nothing in it depends on where in the
/// header a declaration stands, so moving text or editing a loose comment leaves the model equal.
/// </summary>
internal sealed record KernelModel(
    EquatableArray<ConstantModel> Constants,
    EquatableArray<EnumModel> Enums,
    EquatableArray<StructModel> Structs,
    EquatableArray<MapModel> Maps,
    EventsModel? Events);
