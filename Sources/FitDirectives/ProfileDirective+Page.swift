import Foundation
import Report
import Statistics

/// What the page says of a profile.
extension ProfileDirective {
    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        let result = artifact.result
        guard let gain = result[path: "gain"]?.double, let error = result[path: "gain-error"]?.double,
            let steps = result[path: "steps"]?.int, let bestStep = result[path: "best-step"]?.int,
            let members = result[path: "members"]?.array, let points = result[path: "off-grid.points"]?.array
        else { return [] }
        let notes = [
            about(options, result, members: members.count), course(result, steps: steps, bestStep: bestStep),
            verdict(gain, error, bestStep: bestStep), offGrid(result, points),
        ]
        return [.note(notes.joined(separator: " ")), .table(table(result, members, points))]
    }

    private static func about(_ options: Options, _ result: Value, members: Int) -> String {
        let count = NumberText.count(result[path: "parameters"]?.int ?? 0)
        let window = (result[path: "window"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, range in
            range[path: "lower"]?.double.flatMap { lower in
                range[path: "upper"]?.double.map {
                    "\(name) from \(NumberText.significant(lower, digits: 3)) to \(NumberText.significant($0, digits: 3))"
                }
            }
        }
        let shared = members > 1 ? "shared by \(members) members" : "before the one T of the fit"
        return
            "One residual of \(count) parameters, \(shared), for all ν of the window (\(window.joined(separator: ", "))). "
            + "It takes ν as an input, and \(options[nodesPerEvent]) \(options[nodes].rawValue) values of ν an event were "
            + "looked at in each step: one training stands for a fit of T at every ν, and a scan through it trains "
            + "nothing again. At the fit's best fit, the middle of the window, it is the identity."
    }

    private static func course(_ result: Value, steps: Int, bestStep: Int) -> String {
        let training = NumberText.count(result[path: "events.training"]?.int ?? 0)
        let end = result[path: "end"]?.string == "plateau" ? ", ended on a plateau" : ""
        return "Trained on \(training) events in \(NumberText.count(steps)) steps\(end); kept are the weights of step "
            + "\(NumberText.count(bestStep)), the last that held-out events cannot tell from the best."
    }

    private static func verdict(_ gain: Double, _ error: Double, bestStep: Int) -> String {
        if bestStep == 0 {
            return "No step made the held-out events more likely: the residual is the identity everywhere, and a scan "
                + "through it is the scan at fixed T."
        }
        let found = "\(PDGRounding(gain, error: error).plain) nats an event"
        return gain > 2 * error
            ? "Averaged over the window, held-out events are more likely with it by \(found)."
            : "Averaged over the window, the held-out events do not show that it helps: their gain is \(found)."
    }

    private static func offGrid(_ result: Value, _ points: [Value]) -> String {
        let worse = points.compactMap { point -> String? in
            guard let gain = point[path: "gain"]?.double, !(gain > 0) else { return nil }
            return "\(place(point)): \(NumberText.significant(gain, digits: 2))"
        }
        let corners = points.count { $0[path: "corner"]?.bool == true }
        let mean = NumberText.significant(result[path: "off-grid.gain"]?.double ?? .nan, digits: 3)
        let checked =
            "Off-grid check at \(corners) corners and \(points.count - corners) random points of the window, "
            + "values of ν that no step used: mean gain \(mean)"
        return worse.isEmpty
            ? checked + ", positive at every point."
            : checked + ", but not positive at \(worse.joined(separator: "; ")): there T fixed is at least as good."
    }

    private static func place(_ point: Value) -> String {
        (point[path: "at"]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            "\(name) \(NumberText.significant(value.double ?? .nan, digits: 3))"
        }.joined(separator: ", ")
    }

    /// NLL with T fixed and profiled, for all events and for each member and point.
    private static func table(_ result: Value, _ members: [Value], _ points: [Value]) -> Report.Table {
        func row(_ name: String, _ comparison: Value?) -> [String] {
            func number(_ key: String) -> String {
                let value = comparison?[path: key]?.double ?? .nan
                return value.isFinite ? NumberText.fixed(value, decimals: 5) : "–"
            }
            return [name, number("identity"), number("profiled"), number("gain"), number("gain-error")]
        }
        var rows = [row("training events", result[path: "training"]), row("held-out events", result[path: "held-out"])]
        if members.count > 1 {
            rows += members.enumerated().map { row("held-out, member \($0)", $1) }
        }
        for point in points {
            let corner = point[path: "corner"]?.bool == true ? "corner" : "point"
            rows.append(row("\(corner) \(place(point))", pooled(point)))
        }
        return Report.Table(
            header: ["Events", "NLL, T fixed", "NLL, T profiled", "Gain", "±"], rows: rows,
            alignment: [.left, .right, .right, .right, .right],
            note: "−ln L an event in nats, priors and extended term included, averaged over the window; at corners and "
                + "points the held-out events at that one ν, members averaged.")
    }

    /// The mean of the members at one point. Members share the events: their errors are averaged, not divided.
    private static func pooled(_ point: Value) -> Value {
        let members = point[path: "members"]?.array ?? []
        func mean(_ key: String) -> Value {
            .number(members.compactMap { $0[path: key]?.double }.reduce(0, +) / Double(members.count))
        }
        return .object(
            Dictionary(
                uniqueKeysWithValues: ["identity", "profiled", "gain", "gain-error"].map { ($0, mean($0)) }))
    }
}
