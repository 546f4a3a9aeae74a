import FlowKernels

/// The gradient of a batch with respect to one group's parameters, in parts until all chunks of the batch are done.
///
/// A chunk writes to a part of its own. The parts are added in order, and threads share out the parameters, so that
/// nothing depends on the number of threads.
struct BatchGradient: Sendable {
    let parts: [ParameterBuffer]

    init(parameterCount: Int, parts: Int) {
        self.parts = (0..<parts).map { _ in ParameterBuffer(count: parameterCount) }
    }

    /// Adds all parts up in the first one: Σ parts / weight, and its Euclidean norm, summed in float64.
    func reduce(weight: Double, workers: Workers) -> (gradient: ParameterBuffer, norm: Double) {
        let squares = ChunkedBatch.shares(ofParameters: parts[0].count).map(workers) { _, share, _ in
            let slices = parts.map { $0.slice(at: share.lowerBound, count: share.count) }
            for part in slices.dropFirst() { slices[0].add(part) }
            slices[0].scale(by: Float(1 / weight))
            return slices[0].withUnsafeMutableBufferPointer {
                GradientClipping.squaredNorm(of: UnsafeBufferPointer($0))
            }
        }
        return (parts[0], squares.reduce(0, +).squareRoot())
    }
}
