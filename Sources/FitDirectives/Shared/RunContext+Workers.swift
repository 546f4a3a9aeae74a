import FlowKernels
import Report

extension RunContext {
    /// The threads that the engine grants the cell, including those that become free while it runs.
    ///
    /// - Throws: `LinearAlgebraError` where the linear algebra library cannot be called from several threads; the page
    ///   then says what to install, in place of wrong numbers.
    func workers() throws -> Workers {
        try MatrixProduct.verifyLibrary()
        let grant = grant
        return Workers(most: min(grant.most, 512)) { grant.threads }
    }
}
