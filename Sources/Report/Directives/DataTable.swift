/// A table of a result for archives of published data, with independent and dependent variables.
/// ``Directive/dataTables(_:_:)`` makes them.
public struct DataTable: Sendable {
    /// The entry of a row for one variable.
    public struct Point: Sendable, Hashable {
        let value: Value
        /// Uncertainties without a sign; nil where there are none.
        let up: Double?
        let down: Double?

        /// A number; `word` is used if it is missing or not finite.
        ///
        /// - Parameters:
        ///   - up: its upper uncertainty, without a sign; used only where `down` is a number, too.
        ///   - down: its lower uncertainty.
        public init(_ number: Double?, up: Double? = nil, down: Double? = nil, word: String = "none") {
            guard let number, number.isFinite else {
                self.init(word)
                return
            }
            let isWhole = [up, down].allSatisfy { $0?.isFinite ?? false }
            self.init(value: .number(number), up: isWhole ? up : nil, down: isWhole ? down : nil)
        }

        /// A text.
        public init(_ text: String) { self.init(value: .string(text), up: nil, down: nil) }

        init(value: Value, up: Double?, down: Double?) {
            self.value = value
            self.up = up
            self.down = down
        }
    }

    /// A column.
    public struct Variable: Sendable {
        let name: String
        let points: [Point]
        /// What holds for all of its values: "Confidence level", "68.27 %".
        let qualifiers: [(name: String, value: String)]

        /// A column; only dependent variables have qualifiers.
        public init(_ name: String, _ points: [Point], qualifiers: [(name: String, value: String)] = []) {
            self.name = name
            self.points = points
            self.qualifiers = qualifiers
        }
    }

    /// What follows the label of the cell in the name of its file; empty where the cell has one table.
    let name: String
    /// In a few words: "Correlation of the nuisances".
    let title: String
    /// A sentence or two.
    let description: String
    let independent: [Variable]
    let dependent: [Variable]

    /// - Precondition: all variables have as many values.
    public init(
        _ name: String, title: String, description: String, independent: [Variable], dependent: [Variable]
    ) {
        let counts = Set((independent + dependent).map(\.points.count))
        precondition(counts.count == 1, "the variables of '\(title)' have \(counts.sorted()) values")
        self.name = name
        self.title = title
        self.description = description
        self.independent = independent
        self.dependent = dependent
    }

    /// A square matrix, with a row for each of its elements.
    ///
    /// - Parameters:
    ///   - names: the names of its rows and columns.
    ///   - values: shape [names, names].
    ///   - quantity: "Covariance".
    public static func matrix(
        _ name: String, title: String, description: String, names: [String], values: [[Double]], quantity: String,
        qualifiers: [(name: String, value: String)] = []
    ) -> DataTable {
        let pairs = names.indices.flatMap { row in names.indices.map { (row, $0) } }
        return DataTable(
            name, title: title, description: description,
            independent: [
                Variable("Row", pairs.map { Point(names[$0.0]) }), Variable("Column", pairs.map { Point(names[$0.1]) }),
            ],
            dependent: [Variable(quantity, pairs.map { Point(values[$0.0][$0.1]) }, qualifiers: qualifiers)])
    }
}

extension DataTable {
    /// The same table with another title; the sentences are joined to its description.
    func called(_ title: String, _ sentences: [String]) -> DataTable {
        DataTable(
            name, title: title, description: sentences.filter { !$0.isEmpty }.joined(separator: " "),
            independent: independent, dependent: dependent)
    }

    /// A table of the page. A column without any number is an independent variable, any other column a dependent one.
    /// An open bound is written as a word.
    ///
    /// - Precondition: the table has rows.
    init(_ table: TableNumbers, name: String, title: String, description: String) {
        let columns = table.header.indices.map { index in (table.header[index], table.rows.map { $0[index] }) }
        let isDependent = columns.map { $0.1.contains { Self.number($0) != nil } }
        var independent = zip(columns, isDependent).filter { !$1 }.map { column, _ in
            Variable(column.0, column.1.map { Point($0.text) })
        }
        if independent.isEmpty {
            independent = [
                Variable("Row", table.rows.indices.map { Point(value: .integer($0 + 1), up: nil, down: nil) })
            ]
        }
        let dependent = zip(columns, isDependent).filter(\.1).map { column, _ in
            Variable(column.0, column.1.map(Self.point))
        }
        self.init(name, title: title, description: description, independent: independent, dependent: dependent)
    }

    /// nil where the cell holds no single number.
    private static func number(_ cell: TableNumbers.Cell) -> Value? {
        switch cell.value {
        case .integer?: cell.value
        case .number(let number)? where number.isFinite: cell.value
        default: nil
        }
    }

    private static func point(_ cell: TableNumbers.Cell) -> Point {
        guard let number = number(cell) else { return Point(cell.text) }
        switch (cell.up, cell.down) {
        case (nil, nil): return Point(value: number, up: nil, down: nil)
        case (let up?, let down?) where up.isFinite && down.isFinite: return Point(value: number, up: up, down: down)
        default: return Point(cell.text)
        }
    }
}
