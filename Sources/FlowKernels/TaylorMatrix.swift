/// A matrix of events together with its first and second derivatives along straight lines ν + t·d at t = 0.
///
/// Univariate Taylor propagation (Griewank & Walther 2008, Evaluating Derivatives, ch. 13): every kernel maps
/// (f, f′, f″) of its arguments to those of its result, exactly. The value is shared by all directions.
public struct TaylorMatrix {
    /// f, rows x N.
    public let value: Matrix
    /// f′ and f″, rows x (2 · directions · N): in every row f′ of all events along the first direction, then f″, then
    /// those of the next direction. nil where f does not depend on ν.
    public let jets: Matrix?

    /// `jets` are along one direction or more, or nil.
    public init(value: Matrix, jets: Matrix?) {
        if let jets {
            precondition(
                jets.rows == value.rows && jets.columns > 0 && jets.columns % max(2 * value.columns, 1) == 0,
                "jets of \(jets.rows) x \(jets.columns) for a value of \(value.rows) x \(value.columns)")
        }
        self.value = value
        self.jets = jets
    }

    /// Zeros to add to: jets for every direction, or none without directions.
    public static func zeros(rows: Int, columns: Int, directions: Int, arena: Arena) -> TaylorMatrix {
        TaylorMatrix(
            value: arena.zeros(rows: rows, columns: columns),
            jets: directions > 0 ? arena.zeros(rows: rows, columns: 2 * directions * columns) : nil)
    }

    /// Rows of the value, features for example.
    public var rows: Int { value.rows }
    /// Columns of the value: events.
    public var columns: Int { value.columns }
    /// How many directions there are jets for; 0 without any.
    public var directions: Int { jets.map { $0.columns / (2 * value.columns) } ?? 0 }

    /// The rows in `range`, a view of the same elements.
    public func rows(_ range: Range<Int>) -> TaylorMatrix {
        TaylorMatrix(value: value.rows(range), jets: jets?.rows(range))
    }

    /// Row `i`, a view of the same elements.
    public func row(_ i: Int) -> TaylorMatrix { rows(i..<i + 1) }

    /// f′ of the events of one row, 1 x N; a view.
    public func first(row: Int, direction: Int) -> Matrix? { part(2 * direction, ofRow: row) }

    /// f″ of the events of one row, 1 x N; a view.
    public func second(row: Int, direction: Int) -> Matrix? { part(2 * direction + 1, ofRow: row) }

    private func part(_ index: Int, ofRow row: Int) -> Matrix? {
        jets?.row(row).reshaped(rows: 2 * directions, columns: columns).row(index)
    }
}
