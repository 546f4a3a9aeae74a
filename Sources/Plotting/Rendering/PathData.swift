import Foundation

/// The attribute `d` of an SVG path: relative commands, to a hundredth of a point.
///
/// Places are rounded, and their differences written, so that errors do not add up along a line. Steps that go on in the same
/// direction become one.
struct PathData {
    private var bytes: [UInt8] = []
    /// The last place that is written, in hundredths of a point.
    private var position = Place(x: 0, y: 0)
    private var start = Place(x: 0, y: 0)
    /// A place to begin at, once something is drawn from it.
    private var move: Place?
    /// The step that may still go on.
    private var step: Place?
    /// A line without length, which round caps show as a dot, unless another follows.
    private var dot = false
    private var command = UInt8(ascii: "z")
    private var hasPoint = false

    private struct Place: Equatable {
        var x: Int
        var y: Int

        static func - (a: Place, b: Place) -> Place { Place(x: a.x - b.x, y: a.y - b.y) }
    }

    /// Nothing is drawn beyond this many points from the page's corner, where a browser's own numbers end.
    private static let farthest = 100_000.0

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bytes.isEmpty }

    init(_ path: Path) {
        append(path)
    }

    mutating func append(_ path: Path) {
        if let circle = path.circle {
            append(circle)
            return
        }
        for element in path.elements {
            switch element {
            case .move(let point):
                endLine()
                move = Self.place(point)
            case .line(let point): line(to: Self.place(point))
            case .curve(let first, let second, let end):
                endStep()
                begin()
                write("c")
                for point in [first, second, end].map(Self.place) {
                    append(point.x - position.x)
                    append(point.y - position.y)
                }
                position = Self.place(end)
                dot = false
            case .close:
                endStep()
                begin()
                write("z")
                position = start
                dot = false
            }
        }
        endLine()
    }

    /// Two arcs.
    private mutating func append(_ circle: (centre: Point, radius: Double)) {
        endLine()
        let radius = max(1, Int((100 * circle.radius).rounded()))
        let centre = Self.place(circle.centre)
        move = Place(x: centre.x + radius, y: centre.y)
        begin()
        for way in [-2 * radius, 2 * radius] {
            write("a")
            for number in [radius, radius, 0, 100, 0, way, 0] { append(number) }
        }
        write("z")
        position = start
    }

    private static func place(_ point: Point) -> Place {
        func hundredths(_ value: Double) -> Int {
            precondition(!value.isNaN, "a path goes through (\(point.x), \(point.y))")
            return Int((100 * min(farthest, max(-farthest, value))).rounded())
        }
        return Place(x: hundredths(point.x), y: hundredths(point.y))
    }

    private mutating func line(to place: Place) {
        // What follows a closed outline begins at its start.
        let from = move ?? Place(x: position.x + (step?.x ?? 0), y: position.y + (step?.y ?? 0))
        let next = place - from
        begin()
        if next == Place(x: 0, y: 0) {
            dot = step == nil && (dot || command == UInt8(ascii: "m") || command == UInt8(ascii: "M"))
            return
        }
        dot = false
        if let step, step.x * next.y == step.y * next.x, step.x * next.x + step.y * next.y > 0 {
            self.step = Place(x: step.x + next.x, y: step.y + next.y)
        } else {
            endStep()
            step = next
        }
    }

    /// Writes where a line begins.
    private mutating func begin() {
        guard let place = move else {
            if command == UInt8(ascii: "z"), bytes.isEmpty {
                bytes += Array("M0 0".utf8)
                command = UInt8(ascii: "M")
            }
            return
        }
        move = nil
        let absolute = Self.length(place)
        let relative = Self.length(place - position)
        if bytes.isEmpty || absolute < relative {
            write("M")
            append(place.x)
            append(place.y)
        } else {
            write("m")
            append(place.x - position.x)
            append(place.y - position.y)
        }
        position = place
        start = place
    }

    private mutating func endStep() {
        guard let step else { return }
        self.step = nil
        switch (step.x, step.y) {
        case (_, 0):
            write("h")
            append(step.x)
        case (0, _):
            write("v")
            append(step.y)
        default:
            write("l")
            append(step.x)
            append(step.y)
        }
        position = Place(x: position.x + step.x, y: position.y + step.y)
    }

    private mutating func endLine() {
        endStep()
        move = nil
        guard dot else { return }
        dot = false
        write("h")
        append(0)
    }

    // MARK: Characters

    /// A command's letter, unless it goes without saying.
    private mutating func write(_ letter: Unicode.Scalar) {
        let letter = UInt8(ascii: letter)
        let goesOn = letter == command || (letter == UInt8(ascii: "l") && command == UInt8(ascii: "m"))
        command = letter
        // Each move and each end is written: what follows a move is a line.
        if goesOn, letter != UInt8(ascii: "m"), letter != UInt8(ascii: "M"), letter != UInt8(ascii: "z") { return }
        bytes.append(letter)
        hasPoint = false
    }

    private mutating func append(_ hundredths: Int) {
        let number = SVGNumber.bytes(hundredths)
        if let last = bytes.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) {
            let separates =
                number[0] == UInt8(ascii: "-") || (number[0] == UInt8(ascii: ".") && hasPoint)
            if !separates { bytes.append(UInt8(ascii: " ")) }
        }
        bytes += number
        hasPoint = number.contains(UInt8(ascii: "."))
    }

    /// In characters.
    private static func length(_ place: Place) -> Int {
        SVGNumber.bytes(place.x).count + SVGNumber.bytes(place.y).count + (place.y < 0 ? 0 : 1)
    }
}

/// Numbers as short as they can be written.
enum SVGNumber {
    /// A number of hundredths: "-.5", "12.25", "3".
    static func bytes(_ hundredths: Int) -> [UInt8] {
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        var result = hundredths < 0 ? [UInt8(ascii: "-")] : []
        if whole > 0 || rest == 0 { result += Array(String(whole).utf8) }
        if rest > 0 {
            result += [UInt8(ascii: "."), UInt8(ascii: "0") + UInt8(rest / 10)]
            if rest % 10 > 0 { result.append(UInt8(ascii: "0") + UInt8(rest % 10)) }
        }
        return result
    }

    /// A number, rounded to a hundredth.
    static func text(_ value: Double) -> String {
        String(decoding: bytes(Int((100 * min(1e9, max(-1e9, value))).rounded())), as: UTF8.self)
    }
}
