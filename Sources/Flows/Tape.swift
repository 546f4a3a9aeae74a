import FlowKernels

/// The values that forward passes record for backward passes, last in, first out.
///
/// The matrices belong to the arena of the chunk; a tape is valid only as long as the arena scope in which it was
/// filled.
public final class Tape {
    private enum Entry {
        case matrix(Matrix)
        case pass(MaskedMLP.FeaturePass)
        case prepared(PreparedBijection)
    }

    private var saved: [Entry] = []

    /// An empty tape.
    public init() {}

    func push(_ matrix: Matrix) { saved.append(.matrix(matrix)) }
    func push(_ pass: MaskedMLP.FeaturePass) { saved.append(.pass(pass)) }
    func push(_ prepared: PreparedBijection) { saved.append(.prepared(prepared)) }

    func popMatrix() -> Matrix {
        guard case .matrix(let matrix) = saved.popLast() else { fail() }
        return matrix
    }

    func popPass() -> MaskedMLP.FeaturePass {
        guard case .pass(let pass) = saved.popLast() else { fail() }
        return pass
    }

    func popPrepared() -> PreparedBijection {
        guard case .prepared(let prepared) = saved.popLast() else { fail() }
        return prepared
    }

    private func fail() -> Never { preconditionFailure("backward pass without its forward pass") }
}
