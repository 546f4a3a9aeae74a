import NearMisses

/// Finds the name that an author probably meant.
public typealias NearMiss = NearMisses.NearMiss

/// Names that any number of mistakes is compared with.
typealias KnownNames = NearMisses.KnownNames
