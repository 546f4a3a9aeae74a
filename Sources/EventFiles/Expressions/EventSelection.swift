/// The operations on the columns of a file: derived columns, a cut, and the requested output columns.
public struct EventSelection: Sendable, Hashable {
    /// A derived column.
    public struct Definition: Sendable, Hashable {
        /// The name of the column.
        public let name: String
        /// The expression of its values.
        public let expression: EventExpression

        /// With these values.
        public init(_ name: String, _ expression: EventExpression) {
            self.name = name
            self.expression = expression
        }
    }

    /// The output columns.
    public let outputs: [String]
    /// In the order of their computation: each may name columns of the file and definitions before it.
    public let definitions: [Definition]
    /// The condition on rows; it may use definitions.
    public let condition: EventExpression?
    /// The columns of the file that must be read, without repetitions.
    public let inputs: [String]

    /// - Throws: ``EventExpressionError`` if the cut gives numbers instead of truth values.
    public init(
        outputs: [String], define definitions: [Definition] = [], select condition: EventExpression? = nil
    ) throws(EventExpressionError) {
        if let condition, !condition.isCondition {
            throw EventExpressionError(
                column: 1, "a number where a condition belongs", remedy: "compare it: (\(condition.text)) > 0")
        }
        self.outputs = outputs
        self.definitions = definitions
        self.condition = condition
        var inputs: [String] = []
        var known: Set<String> = []
        func require(_ names: [String]) {
            for name in names where known.insert(name).inserted { inputs.append(name) }
        }
        var defined: Set<String> = []
        for definition in definitions {
            require(definition.expression.columns.filter { !defined.contains($0) })
            defined.insert(definition.name)
        }
        require((condition?.columns ?? []).filter { !defined.contains($0) })
        require(outputs.filter { !defined.contains($0) })
        self.inputs = inputs
    }

    /// The selected events of some rows.
    ///
    /// - Parameter chunk: values of the columns ``inputs``, in that order.
    public func apply(to chunk: EventColumnChunk) -> SelectedEvents {
        precondition(
            chunk.values.count == inputs.count, "\(chunk.values.count) columns for \(inputs.count) inputs")
        var columns = Dictionary(uniqueKeysWithValues: zip(inputs, chunk.values))
        for definition in definitions {
            columns[definition.name] = definition.expression.evaluate(columns, count: chunk.rowCount)
        }
        func values(_ name: String) -> [Double] {
            guard let values = columns[name] else { preconditionFailure("there is no column '\(name)'") }
            return values
        }
        guard let condition else {
            return SelectedEvents(
                rows: Array(chunk.firstRow..<chunk.firstRow + chunk.rowCount), values: outputs.map(values))
        }
        let passed = condition.evaluate(columns, count: chunk.rowCount)
        let kept = passed.indices.filter { ExpressionFunction.isTrue(passed[$0]) }
        return SelectedEvents(
            rows: kept.map { chunk.firstRow + $0 },
            values: outputs.map { name in
                let all = values(name)
                return kept.map { all[$0] }
            })
    }
}

/// Rows that passed a cut.
public struct SelectedEvents: Sendable, Equatable {
    /// Their numbers in the file, from 0.
    public let rows: [Int]
    /// An array for each output, with a value for each row.
    public let values: [[Double]]

    /// With these values.
    public init(rows: [Int], values: [[Double]]) {
        self.rows = rows
        self.values = values
    }
}
