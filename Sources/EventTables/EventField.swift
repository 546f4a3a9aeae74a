/// One quantity of every event: a tensor of a safetensors table, a few columns of a CSV table.
public struct EventField: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// The names of the CSV columns, one for each component.
    public let columns: [String]
    /// Whether the tensor has a second axis: shape [events, components] rather than [events].
    let isVector: Bool

    /// A field of several components, a tensor of shape [events, components].
    public static func vector(_ name: String, columns: [String]) -> EventField {
        precondition(!columns.isEmpty, "field '\(name)' has no components")
        return EventField(name: name, columns: columns, isVector: true)
    }

    /// One number for each event, a tensor of shape [events].
    public static func scalar(_ name: String) -> EventField {
        EventField(name: name, columns: [name], isVector: false)
    }

    /// The number of components.
    public var width: Int { columns.count }

    /// The tensor's shape for some number of events.
    func shape(rows: Int) -> [Int] { isVector ? [rows, width] : [rows] }
}
