@testable import Plotting

extension ExampleFigures {
    /// Histograms of 2000 events a class; the second dimension of z slopes.
    static func uniformity(panels: Int = 2) -> UniformityHistograms {
        let scatter = (19.0 / 2000).squareRoot()
        return UniformityHistograms(
            events: (0..<panels).map { panel in
                let noise = self.noise(60, seed: UInt64(panel + 1))
                func values(_ row: Int, slope: Double) -> [Double] {
                    (0..<20).map { 1 + slope * (Double($0) - 9.5) + scatter * noise[20 * row + $0] }
                }
                return UniformityHistograms.Events(
                    heading: RichText("class \(panel): nominal"),
                    curves: [
                        .init(name: "*z*_{0}", values: values(0, slope: 0), distance: 0.012),
                        .init(name: "*z*_{1}", values: values(1, slope: 0.03), distance: 0.074),
                        .init(name: "|*z*|^{2}", values: values(2, slope: 0), distance: 0.02),
                    ], scatter: scatter, effective: 2000)
            })
    }

    static func separations(ideal: Bool = true) -> SeparationRows {
        SeparationRows(
            names: ["nominal", "*ν*_{shift} = +1", "*ν*_{shift} = −1"],
            series: ["class A", "class B"].enumerated().map { index, name in
                SeparationRows.Series(
                    name: RichText(name),
                    areas: [0.502, 0.561, index == 0 ? .nan : 0.497].enumerated().map { row, value in
                        SeparationRows.Area(row: row, value: value, error: 0.006, ideal: ideal ? value + 0.004 : nil)
                    })
            })
    }

    /// Twenty bins of a class; the last ones are predicted too surely.
    static func calibrations(panels: Int = 2) -> CalibrationCurves {
        CalibrationCurves(
            series: (0..<panels).map { panel in
                let noise = self.noise(20, seed: UInt64(panel + 11))
                return CalibrationCurves.Series(
                    heading: RichText("class \(panel): nominal"), symbol: "*p*(*c*|*x*)",
                    bins: (0..<20).map { bin in
                        let (p, error) = ((Double(bin) + 0.5) / 20, 0.015)
                        return .init(
                            predicted: p, observed: p - (bin > 16 ? 0.06 : 0) + 0.5 * error * noise[bin], error: error)
                    }, divergence: "0.0041 ± 0.0012 nats")
            })
    }

    static func diagnoses() throws -> [(name: String, figure: Figure)] {
        [
            ("histograms of z", try uniformity().figure()),
            ("histograms of z, one class", try uniformity(panels: 1).figure()),
            ("areas", try separations().figure()), ("areas without a truth", try separations(ideal: false).figure()),
            ("calibration", try calibrations().figure()),
            ("calibration of one class", try calibrations(panels: 1).figure()),
        ]
    }
}
