import Samples
import Statistics

extension NuisancePoint {
    /// "shift +1, squeeze −1", or "nominal".
    var words: String {
        let moved = movedNames
        guard !moved.isEmpty else { return "nominal" }
        return moved.map { "\($0) \(NumberText.significant(self[$0], signed: true))" }.joined(separator: ", ")
    }
}
