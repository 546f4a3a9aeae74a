import Synchronization

/// A cell as seen by the cells that use it.
public struct CellInput: Sendable {
    /// The verb of the cell.
    public let directive: any Directive.Type
    /// The options of the cell.
    public let options: Options
    /// What it computed.
    public let artifact: Artifact
    /// What the result may hold.
    let shape: ResultShape
    private let decoded = DecodedResult()

    /// The result as the verb declares it; decoded only once.
    ///
    /// - Precondition: the cell is one of that verb.
    /// - Throws: ``ResultMismatch``.
    public func result<D: Directive>(_ directive: D.Type) throws -> D.Result {
        precondition(
            options.verb == D.verb, "a result of '\(options.verb ?? "no verb")' was asked for as one of '\(D.verb)'")
        return try decoded.value { try artifact.result.decoded(as: D.Result.self) }
    }

    /// The value at a path as authors write it; nil where the result does not have it.
    func value(at path: String) -> Value? { shape.value(at: path, in: artifact.result) }

    /// The same, or the word for a missing value, as texts show it.
    func written(at path: String) -> Value? { shape.written(at: path, in: artifact.result) }
}

/// A decoded result; callers that ask at the same time wait for each other.
private final class DecodedResult: Sendable {
    private let result = Mutex<(any Sendable)?>(nil)

    func value<T: Sendable>(_ decode: () throws -> T) throws -> T {
        try result.withLock { result in
            if let known = result as? T { return known }
            let decoded = try decode()
            result = decoded
            return decoded
        }
    }
}
