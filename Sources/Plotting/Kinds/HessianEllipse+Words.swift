import Foundation
import Statistics

/// Words and numbers.
extension HessianEllipse {
    private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

    var title: String {
        guard let covariance else {
            return "the Hessian at the best fit is not positive definite: no ellipse"
        }
        let widths = modes.map { "\($0.name.plain) \(number($0.sigma))" }.joined(separator: ", ")
        return
            "σ(\(xNuisance.plain)) \(number(covariance.sigmaX)), σ(\(yNuisance.plain)) \(number(covariance.sigmaY)), "
            + "correlation \(NumberText.fixed(covariance.correlation, decimals: 2)); σ of \(widths)"
    }

    /// −2Δln L of the parabola at a point.
    private func height(at point: Point) -> Double? {
        guard let covariance else { return nil }
        let u = (point.x - best.x) / covariance.sigmaX
        let v = (point.y - best.y) / covariance.sigmaY
        let r = covariance.correlation
        return (u * u - 2 * r * u * v + v * v) / (1 - r * r)
    }

    func alternativeText(_ contour: ContourLines?) -> String {
        var text = "68 % ellipse and principal axes of the Hessian in the plane of \(xNuisance.plain) and "
        text += "\(yNuisance.plain). \(title). Best fit (\(NumberText.significant(best.x)), "
        text += "\(NumberText.significant(best.y)))."
        if let contour, contour.leavesWindow { text += " The scan's 68 % contour leaves its window: it is open." }
        if let contour, contour.lines.isEmpty { text += " The scan's 68 % contour does not lie in its window." }
        if let contour, let covariance, !contour.leavesWindow, contour.enclosedArea > 0 {
            let rest = (1 - covariance.correlation * covariance.correlation).squareRoot()
            let area = Double.pi * LikelihoodPlane.level68 * covariance.sigmaX * covariance.sigmaY * rest
            text +=
                " The ellipse's area is \(NumberText.fixed(area / contour.enclosedArea, decimals: 2)) times that of "
            text += "the scan's 68 % contour."
        }
        if let truth, let height = height(at: truth) {
            let isInside = height <= LikelihoodPlane.level68
            text += " The truth lies \(isInside ? "inside" : "outside") the ellipse, at −2Δln L "
            text += "\(NumberText.significant(height, digits: 3))."
        }
        return text
    }

    func data(_ contour: ContourLines?) -> FigureData {
        var values: [(String, Double)] = [
            ("best fit x", best.x), ("best fit y", best.y), ("sigma x", covariance?.sigmaX ?? .nan),
            ("sigma y", covariance?.sigmaY ?? .nan), ("correlation", covariance?.correlation ?? .nan),
        ]
        if let truth { values += [("truth x", truth.x), ("truth y", truth.y)] }
        if let anchor { values += [("anchor x", anchor.x), ("anchor y", anchor.y)] }
        let ellipse = outline ?? []
        var tables = [
            FigureData.Table(
                "modes",
                [
                    .init("sigma", modes.map(\.sigma)), .init("sigma times x component", modes.map(\.x)),
                    .init("sigma times y component", modes.map(\.y)),
                ]),
            .init(
                "ellipse 68 %", [.init(xNuisance.plain, ellipse.map(\.x)), .init(yNuisance.plain, ellipse.map(\.y))]),
        ]
        if let contour {
            let points = contour.lines.flatMap(\.points)
            tables.append(
                .init(
                    "contour 68 %", [.init(xNuisance.plain, points.map(\.x)), .init(yNuisance.plain, points.map(\.y))]))
        }
        return FigureData(values: values, tables: tables)
    }
}
