import NearMisses

/// A formula over the columns of a table: `pt > 25 and abs(eta) < 2.4`, `log(pt)`.
///
/// Numbers; names of columns, those with odd characters in backticks, components as `x[0]`; `+ - * / **`; `< <= > >= == !=`;
/// `and`, `or`, `not`; functions; `pi`. Truth values are 1 and 0; every comparison with NaN is false. It can only
/// compute numbers, in a time proportional to its length.
public struct EventExpression: Sendable, Hashable, CustomStringConvertible {
    /// The largest length of a text in characters.
    public static let longest = 10_000
    /// The names of all functions.
    public static var functions: [String] { ExpressionFunction.callable }

    /// Where a column is named first.
    struct Use: Sendable, Hashable {
        let name: String
        let column: Int
    }

    /// The text as it was written.
    public let text: String
    /// Whether it gives truth values, as a cut must. A single column counts, because it may hold truth values.
    public let isCondition: Bool
    let steps: [ExpressionStep]
    let uses: [Use]

    /// - Throws: ``EventExpressionError`` at the first wrong character.
    public init(_ text: String) throws(EventExpressionError) {
        guard text.utf8.count <= Self.longest * 4, text.count <= Self.longest else {
            throw EventExpressionError(column: 1, "an expression of more than \(Self.longest) characters")
        }
        let parser = try ExpressionParser(text)
        self.text = text
        steps = parser.steps
        uses = parser.uses
        isCondition = parser.isCondition
    }

    public var description: String { text }

    /// The columns in it, in the order of their first use.
    public var columns: [String] { uses.map(\.name) }

    /// Checks its columns against those that exist.
    ///
    /// - Throws: ``EventExpressionError`` at the first unknown name, with the nearest existing name.
    public func check(against names: some Collection<String>) throws(EventExpressionError) {
        for use in uses where !names.contains(use.name) {
            throw EventExpressionError(
                column: use.column, "there is no column '\(use.name)'",
                remedy: NearMiss.remedy(for: use.name, among: names))
        }
    }

    /// The values of some rows.
    ///
    /// - Parameters:
    ///   - columns: all of ``columns``, each of `count` values.
    ///   - count: the number of rows.
    /// - Complexity: O(count · length of the text), with memory for the result and a block.
    public func evaluate(_ columns: [String: [Double]], count: Int) -> [Double] {
        let inputs = uses.map { use -> [Double] in
            guard let values = columns[use.name], values.count == count else {
                preconditionFailure("column '\(use.name)' has \(columns[use.name]?.count ?? 0) of \(count) values")
            }
            return values
        }
        return evaluate(inputs, count: count)
    }

    /// Rows that are computed at a time, so that the stack stays near the processor.
    private static let block = 1024

    /// - Parameter inputs: the columns in the order of ``columns``.
    func evaluate(_ inputs: [[Double]], count: Int) -> [Double] {
        let depth = stackDepth
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: depth * Self.block) { stack in
            stack.initialize(repeating: 0)
            return [Double](unsafeUninitializedCapacity: count) { values, filled in
                for start in stride(from: 0, to: count, by: Self.block) {
                    let rows = start..<min(count, start + Self.block)
                    evaluate(inputs, rows, stack)
                    for (index, row) in rows.enumerated() { values.initializeElement(at: row, to: stack[index]) }
                }
                filled = count
            }
        }
    }

    private func evaluate(_ inputs: [[Double]], _ rows: Range<Int>, _ stack: UnsafeMutableBufferPointer<Double>) {
        func level(_ depth: Int) -> UnsafeMutableBufferPointer<Double> {
            UnsafeMutableBufferPointer(rebasing: stack[(depth * Self.block)..<(depth * Self.block + rows.count)])
        }
        var depth = 0
        for step in steps {
            switch step {
            case .number(let number):
                level(depth).update(repeating: number)
                depth += 1
            case .column(let place):
                _ = level(depth).update(fromContentsOf: inputs[place][rows])
                depth += 1
            case .unary(let function): function.apply(level(depth - 1))
            case .binary(let function):
                function.apply(level(depth - 2), level(depth - 1))
                depth -= 1
            case .choose:
                let (condition, first, second) = (level(depth - 3), level(depth - 2), level(depth - 1))
                for index in condition.indices {
                    condition[index] = ExpressionFunction.isTrue(condition[index]) ? first[index] : second[index]
                }
                depth -= 2
            }
        }
    }

    /// Numbers that wait at the same time, at most.
    private var stackDepth: Int {
        var (depth, deepest) = (0, 1)
        for step in steps {
            switch step {
            case .number, .column: depth += 1
            case .unary: break
            case .binary: depth -= 1
            case .choose: depth -= 2
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }
}
