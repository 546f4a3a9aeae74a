/// What a verb declares of its result beside the values, for programs that read these: paths from the top of the result, in
/// which `*` stands for any name or position.
struct ResultPatterns: Equatable {
    /// Of values with a standard error: where that stands, `nuisances.*.best` → `nuisances.*.sigma`.
    private(set) var errors: [String: String] = [:]
    /// Of values that a result may lack: the word for this.
    private(set) var absences: [String: String] = [:]
    /// Keys of names that reports may leave out: `nuisances`.
    private(set) var names: [String] = []

    init(_ shape: ResultShape) { walk(shape, []) }

    private mutating func walk(_ shape: ResultShape, _ path: [String]) {
        switch shape {
        case .leaf, .any: return
        case .named(_, _, let inner), .list(_, _, let inner): walk(inner, path + ["*"])
        case .group(let members):
            for member in members {
                let place = path + [member.name]
                if let error = member.error {
                    // Of values by name, the errors stand under the same names.
                    let below = Array(repeating: "*", count: member.shape.depth)
                    errors[(place + below).joined(separator: ".")] = (path + [error] + below).joined(separator: ".")
                }
                if member.isOptional { absences[place.joined(separator: ".")] = member.absence }
                if case .named = member.shape { names.append(place.joined(separator: ".")) }
                walk(member.shape, place)
            }
        }
    }
}

extension ResultShape {
    /// How many names and positions lead to a single value.
    fileprivate var depth: Int {
        switch self {
        case .named(_, _, let inner), .list(_, _, let inner): 1 + inner.depth
        case .leaf, .any, .group: 0
        }
    }
}
