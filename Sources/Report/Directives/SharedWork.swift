import Synchronization

/// What a cell and its parts share within one process, such as models read from the store: made when first asked for and
/// kept as long as the cell's work goes on.
final class SharedWork: Sendable {
    private let things = Mutex<[ObjectIdentifier: any Sendable]>([:])

    /// The thing of this type; those who ask while it is made wait for it.
    func thing<Thing: Sendable>(_ make: () throws -> Thing) throws -> Thing {
        try things.withLock { things in
            let type = ObjectIdentifier(Thing.self)
            if let known = things[type] as? Thing { return known }
            let made = try make()
            things[type] = made
            return made
        }
    }
}
