import FlowKernels

/// What forward passes save for backward passes, last in, first out.
///
/// The matrices belong to the arena of the chunk; a tape is valid only as long as the arena scope it was filled in.
public final class Tape {
    private var saved: [Matrix] = []

    public init() {}

    func push(_ matrix: Matrix) { saved.append(matrix) }

    func pop() -> Matrix {
        precondition(!saved.isEmpty, "backward pass without its forward pass")
        return saved.removeLast()
    }
}
