import NearMisses

/// Finds the name that an author probably meant.
public typealias NearMiss = NearMisses.NearMiss

/// Names in which similar ones are looked for.
typealias KnownNames = NearMisses.KnownNames
