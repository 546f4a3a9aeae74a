internal import CFlowKernels

/// Functions of one number that are linear between knots they have in common.
public struct PiecewiseLinear: Sendable {
    /// One piece: value + slope · (x − anchor) for x from `start` to the start of the next one.
    public struct Piece {
        let start: Float
        let anchor: Float
        let values: [Float]
        let slopes: [Float]

        /// `start` is −∞ for the first piece; `values` and `slopes` have one number a function.
        public init(start: Float, anchor: Float, values: [Float], slopes: [Float]) {
            self.start = start
            self.anchor = anchor
            self.values = values
            self.slopes = slopes
        }
    }

    /// The number of functions.
    public let rows: Int
    /// The number of pieces.
    public let count: Int
    private let width: Int
    private let starts: [Float]
    private let anchors: [Float]
    private let table: [Float]

    /// - Precondition: at least one piece, in ascending order, all of the same functions.
    public init(_ pieces: [Piece]) {
        precondition(!pieces.isEmpty, "a function without pieces")
        let rows = pieces[0].values.count
        precondition(
            pieces.allSatisfy { $0.values.count == rows && $0.slopes.count == rows }, "pieces of different functions")
        precondition(zip(pieces, pieces.dropFirst()).allSatisfy { $0.start <= $1.start }, "pieces out of order")
        let padding = [Float](repeating: 0, count: (16 - rows % 16) % 16)
        self.rows = rows
        width = rows + padding.count
        count = pieces.count
        starts = pieces.map(\.start)
        anchors = pieces.map(\.anchor)
        table = pieces.flatMap { $0.values + padding + $0.slopes + padding }
    }

    /// The functions of some events.
    ///
    /// - Parameters:
    ///   - x: shape [1, N].
    ///   - events: the columns that are evaluated.
    ///   - output: shape [rows, N]; the columns of `events` are overwritten.
    public func evaluate(_ x: Matrix, events: Range<Int>, into output: Matrix) {
        requireEvents(events, x)
        requireShape(output, rows, x.columns)
        withPieces {
            Kernels.table.pieces_forward(
                $0, x.pointer + events.lowerBound, events.count, output.pointer + events.lowerBound, output.columns)
        }
    }

    /// gx = Σ gy · slope, of some events.
    ///
    /// - Parameters:
    ///   - x: shape [1, N].
    ///   - outputGradient: gy, shape [rows, N].
    ///   - events: the columns that are evaluated.
    ///   - gradient: gx, shape [1, N]; the columns of `events` are overwritten.
    public func backward(_ x: Matrix, outputGradient: Matrix, events: Range<Int>, into gradient: Matrix) {
        requireEvents(events, x)
        requireShape(outputGradient, rows, x.columns)
        requireShape(gradient, 1, x.columns)
        withPieces {
            Kernels.table.pieces_backward(
                $0, x.pointer + events.lowerBound, outputGradient.pointer + events.lowerBound, events.count,
                outputGradient.columns, gradient.pointer + events.lowerBound)
        }
    }

    private func requireEvents(_ events: Range<Int>, _ x: Matrix) {
        requireShape(x, 1, x.columns)
        requirePadding(events.count)
        precondition(events.lowerBound >= 0 && events.upperBound <= x.columns, "events \(events) of \(x.columns)")
    }

    private func withPieces(_ body: (flow_pieces) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            anchors.withUnsafeBufferPointer { anchors in
                table.withUnsafeBufferPointer { table in
                    body(
                        flow_pieces(
                            starts: starts.baseAddress, anchors: anchors.baseAddress, count: count,
                            table: table.baseAddress, rows: rows, width: width))
                }
            }
        }
    }
}
