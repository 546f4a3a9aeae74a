import Inference
import Report
import Statistics

/// A scan by Newton's method as later figures read it: curves with their slopes, and traced contours.
struct SampledScan: Codable {
    /// Those that the scan names, one or two.
    let nuisances: [String]
    let lower: [Double]
    let upper: [Double]
    let bestFit: [Double]
    /// −2Δln L of each, all others at their best fit.
    let slices: [SampledCurve]
    /// −2Δln L of each, all others profiled.
    let profiles: [SampledCurve]
    /// In the plane of two; empty for one.
    let contours: [Contour]

    /// −2Δln L at the truth of the two, all others profiled; nil where it is not known or outside of the window.
    let devianceAtTruth: Double?

    struct Contour: Codable {
        /// −2Δln L on it.
        let level: Double
        /// nil where none is found in the window.
        let line: LevelLine?
    }

    /// What the note of the cell says.
    func words(_ result: Value) -> String {
        let evaluations = result[path: "evaluations"]?.int ?? 0
        let combination = result[path: "combination"]?.string ?? ""
        let members = result[path: "members"]?.array?.count ?? 1
        var sentences = [
            "Newton's method on the likelihood: \(NumberText.count(evaluations)) evaluations of a member"
                + (members > 1 ? " (\(members) members, combined as \(combination))" : "")
                + ", −2 ln L right to \(NumberText.significant(result[path: "error"]?.double ?? .nan, digits: 2)) at maxima and "
                + "bounds; curves run through \(profiles.first?.x.count ?? 0) exact points and slopes."
        ]
        if members > 1, let effective = result[path: "effective-members"]?.double {
            sentences.append(
                "At the best fit \(NumberText.significant(effective, digits: 2)) members count effectively (B_eff).")
        }
        if let lowest = result[path: "lowest-deviance"]?.double, lowest < -0.01 {
            sentences.append(
                "A higher maximum lies elsewhere: −2Δln L falls to \(NumberText.significant(lowest, digits: 2)).")
        }
        if result[path: "converged"]?.bool != true {
            let unsettled = result[path: "unsettled"]?.int ?? 0
            sentences.append("Not converged: \(unsettled) of the climbs did not come to rest.")
        }
        let edges = result[path: "at-edge"]?.array?.compactMap(\.string) ?? []
        if !edges.isEmpty {
            sentences.append("The best fit of \(edges.joined(separator: ", ")) lies outside of the window.")
        }
        return sentences.joined(separator: " ")
    }
}
