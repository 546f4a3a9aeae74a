/// What is made of the columns of a file: derived ones, a cut, and the columns that are wanted.
public struct EventSelection: Sendable, Hashable {
    /// A derived column.
    public struct Definition: Sendable, Hashable {
        /// The name of the column.
        public let name: String
        /// What its values are.
        public let expression: EventExpression

        /// With these values.
        public init(_ name: String, _ expression: EventExpression) {
            self.name = name
            self.expression = expression
        }
    }

    /// The columns that come out.
    public let outputs: [String]
    /// In the order of their computation: each may name columns of the file and definitions before it.
    public let definitions: [Definition]
    /// What a row must fulfil; it may name definitions.
    public let condition: EventExpression?
    /// The columns of the file that must be read, each once.
    public let inputs: [String]

    /// - Throws: ``EventExpressionError`` where the cut gives numbers instead of truth values.
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

    /// What is left of some rows.
    ///
    /// - Parameter chunk: of the columns ``inputs``, in that order.
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
    /// One array an output, a value a row.
    public let values: [[Double]]

    /// With these values.
    public init(rows: [Int], values: [[Double]]) {
        self.rows = rows
        self.values = values
    }
}
