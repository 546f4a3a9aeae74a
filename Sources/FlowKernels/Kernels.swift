internal import CFlowKernels
import Glibc

/// The numeric kernels of the flows, over matrices of events.
///
/// Every matrix of events is feature-major, and its column count N is a multiple of 8: callers pad, and give padded
/// events weight 0. No argument may overlap another unless the function says that it works in place.
/// NaN reaches everything that depends on it.
///
/// The adjoint rule: gradients of parameters accumulate, gradients of activations are overwritten, unless the
/// function says otherwise.
public enum Kernels {
    /// One build of the kernels, for one instruction set.
    struct Build {
        let name: String
        let table: flow_kernel_table
    }

    /// The builds that this machine runs, the fastest last.
    static let builds: [Build] = {
        var builds = [flow_kernel_build](repeating: flow_kernel_build(), count: Int(FLOW_MOST_BUILDS))
        let count = Int(flow_kernel_builds(&builds))
        return builds.prefix(count).map { Build(name: String(cString: $0.name), table: $0.table.pointee) }
    }()

    /// The fastest build for this machine, or the one that the environment names: `FIDUCIAL_KERNELS=avx2`.
    private static let chosen: Build = {
        let wanted = Environment.value(of: "FIDUCIAL_KERNELS")
        return builds.first { $0.name == wanted } ?? builds[builds.count - 1]
    }()

    /// The error if `FIDUCIAL_KERNELS` in the environment names kernels that this machine does not support, with the
    /// kernels used instead; nil without an error.
    public static var complaint: String? {
        guard let wanted = Environment.value(of: "FIDUCIAL_KERNELS"), !builds.contains(where: { $0.name == wanted })
        else { return nil }
        return "FIDUCIAL_KERNELS names '\(wanted)'; this machine runs \(builds.map(\.name).joined(separator: ", "))"
    }

    static var table: flow_kernel_table { chosen.table }

    /// The instruction set of the kernels: "avx512", "avx2" or "baseline".
    public static var instructionSet: String { chosen.name }

    /// The arithmetic on which the last digits of all results depend; nil for that of every x86 processor since 2013.
    /// Builds with fused multiply-adds, of whatever width, give the same bits; the one without does not.
    public static var arithmetic: String? { ["avx2", "avx512"].contains(chosen.name) ? nil : chosen.name }

    /// y += x.
    public static func add(_ x: Matrix, to y: Matrix) { y.add(x) }

    /// y *= factor.
    public static func scale(_ y: Matrix, by factor: Float) {
        requirePadding(y.columns)
        table.scale(factor, y.pointer, y.count)
    }

    /// Every row of y, times `row` element by element.
    ///
    /// - Parameters:
    ///   - y: d x N.
    ///   - row: 1 x N.
    public static func multiply(_ y: Matrix, byRow row: Matrix) {
        requirePadding(y.columns)
        requireShape(row, 1, y.columns)
        table.multiply_rows(y.pointer, row.pointer, y.rows, y.columns)
    }

    /// y = eˣ with a relative error below 2e-7; `y` may be `x`.
    public static func exp(_ x: Matrix, into y: Matrix) { apply(table.exp, x, y) }

    /// y = log x with a relative error below 2e-7; NaN for x < 0; `y` may be `x`.
    public static func log(_ x: Matrix, into y: Matrix) { apply(table.log, x, y) }

    /// y = log(1 + x); `y` may be `x`.
    public static func log1p(_ x: Matrix, into y: Matrix) { apply(table.log1p, x, y) }

    /// y = eˣ − 1; `y` may be `x`.
    public static func expm1(_ x: Matrix, into y: Matrix) { apply(table.expm1, x, y) }

    /// Σ w x, or Σ x, in float64.
    ///
    /// - Parameters:
    ///   - values: 1 x N.
    ///   - weights: 1 x N.
    public static func weightedSum(_ values: Matrix, weights: Matrix? = nil) -> Double {
        requirePadding(values.columns)
        if let weights { requireShape(weights, values.rows, values.columns) }
        return table.weighted_sum(values.pointer, weights.map { UnsafePointer($0.pointer) }, values.count)
    }

    private static func apply(
        _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void, _ x: Matrix, _ y: Matrix
    ) {
        requirePadding(x.columns)
        requireShape(y, x.rows, x.columns)
        kernel(x.pointer, y.pointer, x.count)
    }
}

/// The process's environment.
enum Environment {
    static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
