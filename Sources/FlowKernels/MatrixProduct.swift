internal import CBLAS

/// What is wrong with the linear algebra library that this machine loads.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
    /// OpenBLAS built without threads, which gives wrong results when two threads call it.
    case notThreadSafe(configuration: String)

    public var description: String {
        switch self {
        case .notThreadSafe(let configuration):
            """
            OpenBLAS (\(configuration)) is built without threads and must not be called from two of them; \
            install libopenblas-pthread-dev (and choose it with `update-alternatives` where several are installed)
            """
        }
    }
}

/// General matrix products by OpenBLAS, one thread a call: the threads are ours.
public enum MatrixProduct {
    /// Whether the library can be used from several threads; call it once before any work.
    public static func verifyLibrary() throws(LinearAlgebraError) {
        guard openblas_get_parallel() != 0 else {
            throw .notThreadSafe(configuration: configuration)
        }
    }

    private static var configuration: String { openblas_get_config().map { String(cString: $0) } ?? "unknown" }

    private static let prepared: Void = {
        precondition(openblas_get_parallel() != 0, "\(LinearAlgebraError.notThreadSafe(configuration: configuration))")
        openblas_set_num_threads(1)
    }()

    /// C = A B with the columns of A from `column` on, all others left out.
    static func multiply(_ a: Matrix, fromColumn column: Int, _ b: Matrix, into c: Matrix) {
        prepared
        if c.count == 0 { return }
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(c.rows), Int32(c.columns), Int32(a.columns - column), 1,
            a.pointer + column, Int32(a.columns), b.pointer, Int32(b.columns), 0, c.pointer, Int32(c.columns))
    }
}
