/// A point ν of nuisance space: values by name, in units of the prior's standard deviation.
///
/// A nuisance without a value in the point is at its nominal value, 0, so that `NuisancePoint(["shift": 0])` equals
/// ``nominal``. The order of nuisances is that of a ``SampleSchema`` or of a list of names. It is encoded as an object
/// of the named values.
public struct NuisancePoint: Sendable {
    private var values: [String: Double]

    public init(_ values: [String: Double] = [:]) { self.values = values }

    /// - Precondition: as many values as names, and all names differ.
    public init(_ values: [Double], of names: [String]) {
        precondition(values.count == names.count, "\(values.count) values for \(names.count) nuisances")
        self.values = Dictionary(uniqueKeysWithValues: zip(names, values))
    }

    /// ν⁰: no systematic effect.
    public static let nominal = NuisancePoint()

    /// The value of one nuisance, 0 where the point does not name it.
    public subscript(name: String) -> Double {
        get { values[name] ?? 0 }
        set { values[name] = newValue }
    }

    /// The values of some nuisances, in their order.
    public func values(of names: [String]) -> [Double] { names.map { self[$0] } }

    /// Every nuisance whose value is not 0, in alphabetical order.
    public var movedNames: [String] { values.filter { $0.value != 0 }.keys.sorted() }

    /// Whether only this nuisance, or none, differs from 0.
    public func isAlong(_ name: String) -> Bool { movedNames.allSatisfy { $0 == name } }
}

extension NuisancePoint: Hashable {
    public static func == (left: NuisancePoint, right: NuisancePoint) -> Bool {
        left.values.allSatisfy { right[$0.key] == $0.value } && right.values.allSatisfy { left[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(values.filter { $0.value != 0 })
    }
}

extension NuisancePoint: Codable {
    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Double].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
