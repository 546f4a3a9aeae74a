/// Where the given position lies on a text's box; vertical centring is on the height of the digits.
struct TextAnchor: Sendable, Equatable {
    enum Horizontal: Sendable, Equatable { case leading, centre, trailing }
    enum Vertical: Sendable, Equatable { case top, middle, baseline, bottom }

    let horizontal: Horizontal
    let vertical: Vertical

    init(_ horizontal: Horizontal, _ vertical: Vertical) {
        self.horizontal = horizontal
        self.vertical = vertical
    }
}

/// A text with its place.
struct PlacedText: Sendable, Equatable {
    let text: RichText
    let size: Double
    let ink: Ink
    /// The anchor's place.
    let position: Point
    let anchor: TextAnchor
    /// Counter-clockwise, radians, about `position`.
    let rotation: Double
    /// The text's box in its own, unrotated frame, relative to `position`.
    let box: Rectangle
    /// Painted around the letters, to separate them from the background.
    var rim: Ink?
    /// The whole text, if only its beginning is shown.
    var whole: RichText?
    /// From the box's upper edge down to the baseline.
    let ascent: Double

    /// The upright rectangle that contains the text as drawn.
    var bounds: Rectangle { box.rotated(by: rotation, movedTo: position) }
}
