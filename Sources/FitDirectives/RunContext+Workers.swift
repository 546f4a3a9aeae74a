import FlowKernels
import Report

extension RunContext {
    /// The threads that the engine grants the cell.
    ///
    /// - Throws: `LinearAlgebraError` where the linear algebra library cannot be called from several threads; the page
    ///   then says what to install, in place of wrong numbers.
    func workers() throws -> Workers {
        try MatrixProduct.verifyLibrary()
        return Workers(threads: threads)
    }
}
