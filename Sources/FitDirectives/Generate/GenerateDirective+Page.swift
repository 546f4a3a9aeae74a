import Report
import Statistics

/// What the page says of events.
extension GenerateDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let points = options[at].points.map(\.words)
        let data = options[distorted] ? "data-like, scores distorted" : "simulation"
        return [
            .note(
                "\(NumberText.count(options[events])) events at \(points.count == 1 ? "" : "each of ")"
                    + "\(points.joined(separator: "; ")) (\(data)).")
        ]
    }
}
