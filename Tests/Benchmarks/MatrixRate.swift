import CBLAS
import FlowKernels

/// What this machine's linear algebra library reaches, as the yardstick for everything that multiplies matrices.
enum MatrixRate {
    /// Floating-point operations a second of float32 products of 1024 × 128 by 128 × 128, one on every thread.
    static func measure(workers: Workers, repeats: Int) -> Timing {
        openblas_set_num_threads(1)
        let (m, k, n) = (1024, 128, 128)
        let products = 32
        let timing = Timing.of(repeats: repeats, warmup: 2) {
            workers.forEach(workers.threads) { _, arena in
                let (a, b, c) = (
                    arena.zeros(rows: m, columns: k), arena.zeros(rows: k, columns: n),
                    arena.matrix(rows: m, columns: n)
                )
                a.fill(0.5)
                b.fill(0.25)
                a.withUnsafeMutableBufferPointer { a in
                    b.withUnsafeMutableBufferPointer { b in
                        c.withUnsafeMutableBufferPointer { c in
                            for _ in 0..<products {
                                cblas_sgemm(
                                    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
                                    a.baseAddress, Int32(k), b.baseAddress, Int32(n), 0, c.baseAddress, Int32(n))
                            }
                        }
                    }
                }
            }
        }
        let operations = Double(2 * m * k * n * products * workers.threads)
        return Timing(seconds: timing.seconds.map { operations / $0 })
    }
}
