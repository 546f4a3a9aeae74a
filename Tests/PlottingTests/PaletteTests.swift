import Foundation
import Testing

@testable import Plotting

/// Colours are told apart by everybody, and seen on both papers.
@Suite struct PaletteTests {
    private static let papers = Theme.allCases.map { $0.colour(of: .paper) }
    private static let data = Theme.allCases.map { $0.colour(of: .foreground) }

    /// All that a line of a series, of the model or of the truth is drawn in.
    private static let lines = Palette.colours + [Palette.truth]

    @Test func linesAreSeenOnBothPapers() {
        for colour in Self.lines {
            for paper in Self.papers { #expect(colour.contrast(with: paper) >= 3, "\(colour)") }
        }
    }

    @Test(arguments: ColourVision.allCases)
    func everybodyTellsAnyTwoLinesFromEachOtherAndFromData(_ vision: ColourVision) {
        for (index, colour) in Self.lines.enumerated() {
            for other in Self.lines[(index + 1)...] + Self.data {
                #expect(vision.distance(colour, other) >= 20, "\(vision): \(colour) and \(other)")
            }
        }
    }

    /// Why dashes and markers have to help: beside these colours there is no other, in steps of 15 of 255.
    @Test func thereIsNoFurtherColour() {
        let steps = stride(from: 0.0, through: 255, by: 15).map { $0 / 255 }
        let all = steps.flatMap { red in
            steps.flatMap { green in steps.map { Colour(red: red, green: green, blue: $0) } }
        }
        let seen = all.filter { colour in Self.papers.allSatisfy { colour.contrast(with: $0) >= 3 } }
        #expect(seen.count > 500)
        for colour in seen {
            let isTold = ColourVision.allCases.allSatisfy { vision in
                (Self.lines + Self.data).allSatisfy { vision.distance(colour, $0) >= 20 }
            }
            #expect(!isTold, "\(colour) would be another")
        }
    }

    /// Of as many series as a figure has, every one has a colour, dashes or a marker of its own.
    @Test func seriesOfOneColourHaveDashesAndMarkersOfTheirOwn() throws {
        let lines = (0..<24).map { "\(Palette.series($0)) \(StrokeStyle.dash(round: Palette.round($0)))" }
        #expect(Set(lines).count == 24)
        let outlines = (0..<6).map { Marker.outline(round: $0, first: .circle) }
        for (index, outline) in outlines.enumerated() { #expect(!outlines[(index + 1)...].contains(outline)) }
        let x = [0.0, 1, 2]
        let scans = try (0..<9).map { index in
            LikelihoodCurves.Series(
                name: RichText("scan \(index)"), profiled: try .init(x: x, y: [0, 1, 4]), best: 0,
                interval68: .init(lower: nil, upper: 1), interval95: .init(lower: nil, upper: 1.96))
        }
        let drawing = try LikelihoodCurves(nuisance: "nu", series: scans).figure().drawing(width: .full)
        let styles = drawing.strokes(role: "profiled").map(\.style)
        #expect(styles.count == 9 && Set(styles.map { "\($0.ink) \($0.dash)" }).count == 9)
    }

    /// What was there before, and why it had to go: teal on blue, the red of a third series beside the truth's green.
    @Test func theMeasureFindsColoursThatAreTooNear() {
        let (teal, red, green) = (Colour(hex: 0x17becf), Colour(hex: 0xe42536), Colour(hex: 0x2a7818))
        #expect(ColourVision.allCases.map { $0.distance(teal, Palette.model) }.min() ?? 0 < 12)
        #expect(teal.contrast(with: Self.papers[0]) < 3)
        #expect(ColourVision.deutan.distance(red, green) < 20 || ColourVision.protan.distance(red, green) < 20)
    }

    /// Sharma, Wu and Dalal 2005, table 1: pairs 1, 7, 13, 17 and 25 of their test data.
    @Test(arguments: [
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, 0, 0], [50, -1, 2], 2.3669),
        ([50, 2.5, 0], [50, 0, -2.5], 4.3065), ([50, 2.5, 0], [73, 25, -18], 27.1492),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ]) func theMeasureIsTheOneOfCIE(first: [Double], second: [Double], distance: Double) {
        let found = ColourVision.distance(
            (first[0], first[1], first[2]), (second[0], second[1], second[2]))
        #expect(abs(found - distance) < 1e-4)
    }
}

/// How colours look to people of whom some cones are missing.
enum ColourVision: CaseIterable {
    case all, protan, deutan, tritan

    /// Of linear sRGB, whole dichromacy: Machado, Oliveira and Fernandes 2009, table 1.
    private var rows: [[Double]] {
        switch self {
        case .all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protan:
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
            ]
        case .deutan:
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
            ]
        case .tritan:
            [
                [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
            ]
        }
    }

    /// ΔE₂₀₀₀ as they see it.
    func distance(_ first: Colour, _ second: Colour) -> Double { Self.distance(seen(first), seen(second)) }

    typealias Lab = (l: Double, a: Double, b: Double)

    private func seen(_ colour: Colour) -> Lab {
        let linear = colour.linear
        let (r, g, b) = rows.map { row in min(1, max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 })) }.triple
        let x = 0.4124 * r + 0.3576 * g + 0.1805 * b
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b
        let z = 0.0193 * r + 0.1192 * g + 0.9505 * b
        func f(_ t: Double) -> Double { t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116 }
        let (fx, fy, fz) = (f(x / 0.95047), f(y), f(z / 1.08883))
        return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
    }

    /// CIEDE2000, as Sharma, Wu and Dalal 2005 write it out.
    static func distance(_ first: Lab, _ second: Lab) -> Double {
        let degree = Double.pi / 180
        let mean = (hypot(first.a, first.b) + hypot(second.a, second.b)) / 2
        let g = 0.5 * (1 - sqrt(pow(mean, 7) / (pow(mean, 7) + pow(25, 7))))
        let (a1, a2) = ((1 + g) * first.a, (1 + g) * second.a)
        let (c1, c2) = (hypot(a1, first.b), hypot(a2, second.b))
        func hue(_ a: Double, _ b: Double) -> Double {
            let angle = a == 0 && b == 0 ? 0 : atan2(b, a) / degree
            return angle < 0 ? angle + 360 : angle
        }
        let (h1, h2) = (hue(a1, first.b), hue(a2, second.b))
        let isGrey = c1 * c2 == 0
        var turn = isGrey ? 0 : h2 - h1
        if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
        let (dl, dc) = (second.l - first.l, c2 - c1)
        let dh = 2 * sqrt(c1 * c2) * sin(turn / 2 * degree)
        let (l, c) = ((first.l + second.l) / 2, (c1 + c2) / 2)
        var h = isGrey ? h1 + h2 : (h1 + h2) / 2
        if !isGrey, abs(h1 - h2) > 180 { h += h1 + h2 < 360 ? 180 : -180 }
        let t =
            1 - 0.17 * cos((h - 30) * degree) + 0.24 * cos(2 * h * degree) + 0.32 * cos((3 * h + 6) * degree)
            - 0.2 * cos((4 * h - 63) * degree)
        let sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2))
        let (sc, sh) = (1 + 0.045 * c, 1 + 0.015 * c * t)
        let rt =
            -2 * sqrt(pow(c, 7) / (pow(c, 7) + pow(25, 7))) * sin(60 * exp(-pow((h - 275) / 25, 2)) * degree)
        return sqrt(pow(dl / sl, 2) + pow(dc / sc, 2) + pow(dh / sh, 2) + rt * dc / sc * dh / sh)
    }
}

extension Colour {
    fileprivate var linear: [Double] {
        [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    }

    /// Of WCAG 2.1.
    fileprivate func contrast(with other: Colour) -> Double {
        let luminances = [self, other].map { colour in
            zip([0.2126, 0.7152, 0.0722], colour.linear).reduce(0) { $0 + $1.0 * $1.1 } + 0.05
        }
        return luminances[0] > luminances[1] ? luminances[0] / luminances[1] : luminances[1] / luminances[0]
    }
}

extension [Double] {
    fileprivate var triple: (Double, Double, Double) { (self[0], self[1], self[2]) }
}
