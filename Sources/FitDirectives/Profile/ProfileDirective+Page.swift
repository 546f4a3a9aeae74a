import Foundation
import Report
import Statistics

/// What the page says of a profile.
extension ProfileDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let notes =
            [about(options, result), course(result)] + gain(options, result) + [offGrid(result), leftover(result)]
        return [.note(notes.joined(separator: " ")), .table(table(result))]
    }

    private static func about(_ options: Options, _ result: Result) -> String {
        let window = result.window.values.sorted { $0.key < $1.key }.map { name, range in
            "\(name) from \(NumberText.significant(range.lower, digits: 3)) to \(NumberText.significant(range.upper, digits: 3))"
        }
        return
            "One residual of \(NumberText.counted(result.parameters, "parameter")), after every T of the fit, for all ν of the window "
            + "(\(window.joined(separator: ", "))). It takes ν as an input, and \(options[nodesPerEvent]) "
            + "\(options[nodes].rawValue) values of ν an event were used in each step: one training replaces a fit "
            + "of T at every ν, and a scan through it trains nothing again. At the fit's best fit, the middle of the "
            + "window, it is the identity."
            + (options[response] == .undone
                ? " What ν does to the scores of a class is undone behind it, by the map that their own density knows."
                : "")
    }

    private static func course(_ result: Result) -> String {
        let end = result.end == .plateau ? ", ended on a plateau" : ""
        return
            "Trained on \(NumberText.counted(result.events.training, "event")) drawn from what was fitted, at the best fit, in "
            + "\(NumberText.counted(result.steps, "step"))\(end); "
            + "kept are the weights of step \(NumberText.count(result.bestStep)), the last that held-out events cannot distinguish "
            + "from the best."
    }

    /// Nothing where a finding says that it does not help.
    private static func gain(_ options: Options, _ result: Result) -> [String] {
        guard result.bestStep > 0, result.gain > 2 * result.gainError else {
            guard options[response] == .undone, result.gain.isFinite else { return [] }
            return [
                "Held-out events do not show that the residual brings more than the response undone, averaged over the window: "
                    + "\(PDGRounding(result.gain, error: result.gainError).plain) nats an event"
                    + (result.bestStep == 0 ? "; it stays the identity." : ".")
            ]
        }
        return [
            "Averaged over the window, held-out events are more likely with it by "
                + "\(PDGRounding(result.gain, error: result.gainError).plain) nats an event."
        ]
    }

    private static func offGrid(_ result: Result) -> String {
        let points = result.offGrid.points
        let corners = points.count(where: \.corner)
        return
            "Off-grid check at \(NumberText.counted(corners, "corner")) and \(NumberText.counted(points.count - corners, "random point")) of the window, "
            + "values of ν that no step used: mean gain \(NumberText.significant(result.offGrid.gain, digits: 3))"
            + (points.allSatisfy { $0.gain > 0 } ? ", positive at every point." : ".")
    }

    private static func leftover(_ result: Result) -> String {
        "On the data it would move the best fit of a scan, \(words(result.leftover.values.mapValues(\.inSigma))): what the "
            + "densities and T leave there is no answer to ν, and scans take this slope off ln L."
    }

    /// "shift by 0.01 σ, squeeze by −0.02 σ"
    static func words(_ shifts: [String: Double]) -> String {
        shifts.sorted { $0.key < $1.key }.map { "\($0) by \(NumberText.significant($1, digits: 2)) σ" }
            .joined(separator: ", ")
    }

    static func place(_ point: Point) -> String {
        point.at.values.sorted { $0.key < $1.key }.map { "\($0) \(NumberText.significant($1, digits: 3))" }
            .joined(separator: ", ")
    }

    /// NLL with T fixed and profiled, for all events and for each member and point.
    private static func table(_ result: Result) -> Report.Table {
        func row(_ name: String, _ values: [Double]) -> [String] {
            [name] + values.map { $0.isFinite ? NumberText.fixed($0, decimals: 5) : "–" }
        }
        func row(_ name: String, _ comparison: Comparison) -> [String] {
            row(name, [comparison.identity, comparison.profiled, comparison.gain, comparison.gainError])
        }
        var rows = [row("training events", result.training), row("held-out events", result.heldOut)]
        rows += result.offGrid.points.map { point in
            row(
                "\(point.corner ? "corner" : "point") \(place(point))",
                [point.identity, point.profiled, point.gain, point.gainError])
        }
        return Report.Table(
            header: ["Events", "NLL, T fixed", "NLL, T profiled", "Gain", "±"], rows: rows,
            alignment: [.left, .right, .right, .right, .right],
            note: "−ln L an event in nats, priors and extended term included, averaged over the window; at corners and "
                + "points the held-out events at that one ν.")
    }
}
