import Report
import Samples
import Statistics

/// What the page says of a diagnosis: its worst numbers, and a row for every class and point.
extension DiagnoseDirective {
    /// More rows than these are counted.
    private static let mostRows = 40

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let worst = result.worst
        // Where float64 has no smaller number.
        let p = worst.pValue == 0 ? "below 10⁻³⁰⁰" : NumberText.significant(worst.pValue, digits: 2)
        let points = result.points.values.count
        let note =
            "\(result.density.symbol) against \(NumberText.count(result.events)) held-out events at \(points) "
            + "\(points == 1 ? "point" : "points"), \(NumberText.count(worst.tests)) tests. The least p-value, times their "
            + "number, is \(p) (\(worst.test)). Largest KS distance of z: \(number(worst.ks)); largest AUC: "
            + "\(number(worst.auc, digits: 3)); largest divergence of a marginal or pair: \(number(worst.divergence)) nats "
            + "an event"
            + (worst.calibration.value.isNaN
                ? "."
                : "; of \(ClassCalibration.symbol(result.density)) from the shares of the classes: "
                    + "\(number(worst.calibration)) nats an event.")
        return [.note(note), .table(table(result))]
    }

    private static func number(_ largest: Largest, digits: Int = 2) -> String {
        "\(NumberText.significant(largest.value, digits: digits)) (\(largest.place))"
    }

    /// The most different ones first.
    private static func table(_ result: Result) -> Table {
        let rows = result.points.values.flatMap { point in
            point.classes.values.sorted { $0.key < $1.key }.map {
                (name: $0.key, at: point.at.point.words, found: $0.value)
            }
        }
        func sure(_ found: ClassDiagnosis) -> Double {
            let sure = found.auc.value - HealthLimit.errors * found.auc.error
            return sure.isNaN ? -1 : sure
        }
        let order = rows.indices.sorted { (-sure(rows[$0].found), $0) < (-sure(rows[$1].found), $1) }
        let hasGap = result.gap != nil
        let more = rows.count - mostRows
        return Table(
            header: [
                "class and point", "N_eff", "worst KS of z", "worst marginal or pair / nats", "AUC",
                "best single feature",
                "AUC as nats",
            ] + (hasGap ? ["gap / nats"] : []),
            rows: order.prefix(mostRows).map { index in
                let row = rows[index]
                return ["\(row.name) at \(row.at)"] + cells(row.found) + (hasGap ? [gap(row.found.gap)] : [])
            }, alignment: [.left] + Array(repeating: .right, count: hasGap ? 7 : 6),
            note:
                "KS: distance of z, or of |z|², from the standard normal law. AUC of a classifier (logistic regression of "
                + "second order and boosted trees) of events drawn from the density against simulated ones, ½ where it "
                + "sees no difference, with the feature of the largest AUC; as nats, the gap of an equally visible shift."
                + (hasGap ? " Gap: to the true density, on the same events." : "")
                + (more > 0
                    ? " \(NumberText.counted(more, "more row")) \(more == 1 ? "has" : "have") a smaller AUC." : ""))
    }

    private static func cells(_ found: ClassDiagnosis) -> [String] {
        guard found.effective > 0 else { return ["too few", "–", "–", "–", "–", "–"] }
        let laws = found.z.values.enumerated().map { ("z[\($0)]", $1.ks) } + [("|z|²", found.radius.ks)]
        let law = laws.max { $0.1 < $1.1 } ?? ("", .nan)
        let differences =
            found.features.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.marginal) }
            + found.pairs.map { ("\($0.first), \($0.second)", $0.joint) }
        let other = differences.max { $0.1.divergence < $1.1.divergence } ?? ("", .unmeasured)
        let feature = found.features.values.sorted { $0.key < $1.key }.max { $0.value.auc.value < $1.value.auc.value }
        return [
            NumberText.significant(found.effective, digits: 4),
            "\(NumberText.significant(law.1, digits: 2)) (\(law.0))",
            "\(PDGRounding(other.1.divergence, error: other.1.error).plain) (\(other.0))",
            PDGRounding(found.auc.value, error: found.auc.error).plain,
            feature.map { "\($0.key) \(NumberText.fixed($0.value.auc.value, decimals: 3))" } ?? "–",
            NumberText.significant(found.auc.nats, digits: 2),
        ]
    }

    private static func gap(_ gap: ClassDiagnosis.Gap?) -> String {
        guard let gap, gap.value.isFinite else { return "–" }
        return PDGRounding(gap.value, error: gap.error).plain
    }
}
