import Foundation
import Testing

@testable import Report

/// Options of which one chooses what others there are.
@Suite struct OptionVariantTests {
    /// A verb of two kinds, whose `size` means different things.
    private enum Shape: Directive {
        enum Kind: String, OptionChoice { case circle, text }
        typealias Result = Value

        static let verb = "shape"
        static let version = 1
        static let summary = "Draws something."
        static let kind = OptionKey<Kind>("kind", help: "What.")
        static let colour = OptionKey<String>("colour", default: "black", help: "Its colour.")
        static let radius = OptionKey<Double>("size", in: 0...10, help: "The radius.")
        static let points = OptionKey<Int>("size", default: 12, in: 4...72, help: "The size of letters.")
        static let font = OptionKey<String>("font", default: "Sans", help: "The font.")
        static let schema = OptionSchema(
            [kind, colour], selector: kind,
            variants: [
                .init("circle", summary: "A circle.", [radius]),
                .init("text", summary: "A text.", [points, font]),
            ])

        static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> { Output([:]) }
        static func present(
            _ options: Options, _ result: Value, _ context: PresentationContext
        ) throws -> [Fragment] { [] }
    }

    private func read(_ body: String, front: String = "") throws -> Document {
        try DocumentReader(directives: DirectiveRegistry([Shape.self]))
            .read(
                text: "\(front)```{shape} a\n\(body)\n```\n", file: "r.md", folder: URL(fileURLWithPath: "/"))
    }

    private func mistakes(_ body: String, front: String = "") -> String? {
        do {
            _ = try read(body, front: front)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func readsTheOptionsOfTheKind() throws {
        let circle = try #require(try read("kind: circle\nsize: 2.5").cell("a")).options
        #expect(circle[Shape.radius] == 2.5 && circle[Shape.colour] == "black")
        #expect(circle.canonical == ["kind": "circle", "colour": "black", "size": 2.5])
        let text = try #require(try read("kind: text").cell("a")).options
        #expect(text[Shape.points] == 12 && text[Shape.font] == "Sans")
        #expect(text.canonical == ["kind": "text", "colour": "black", "size": 12, "font": "Sans"])
    }

    @Test func checksThemAsTheKindMeansThem() {
        #expect(mistakes("kind: text\nsize: 2.5") == "r.md:3:7: error: 'size' wants an integer, not '2.5'")
        #expect(mistakes("kind: circle") == "r.md:1:1: error: 'shape' needs the option 'size'; the radius")
    }

    @Test func namesTheKindThatHasAnOption() {
        #expect(
            mistakes("kind: circle\nsize: 1\nfont: Serif")
                == "r.md:4:1: error: 'shape' of kind 'circle' has no option 'font'; text has it; available: accept, alt, caption, colour, hide, kind, on-error, run, seed, size, title, width"
        )
        #expect(
            mistakes("kind: text\nfnt: Serif")?.hasPrefix(
                "r.md:3:1: error: 'shape' of kind 'text' has no option 'fnt'; did you mean 'font'? available: ") == true
        )
    }

    @Test func saysOnlyThatTheKindIsWrongWhereItIs() {
        #expect(
            mistakes("kind: circel\nsize: many\nfont: 3")
                == "r.md:2:7: error: 'kind' cannot be 'circel'; did you mean 'circle'? available: circle, text")
        #expect(mistakes("size: 3") == "r.md:1:1: error: 'shape' needs the option 'kind'; what")
    }

    @Test func takesDefaultsThatTheKindHas() throws {
        let front = "---\ndefaults: {shape: {font: Serif, colour: red}}\n---\n"
        let text = try #require(try read("kind: text", front: front).cell("a")).options
        #expect(text[Shape.font] == "Serif" && text[Shape.colour] == "red")
        let circle = try #require(try read("kind: circle\nsize: 1", front: front).cell("a")).options
        #expect(circle.canonical == ["kind": "circle", "colour": "red", "size": 1.0])
        #expect(mistakes("kind: text", front: "---\ndefaults: {shape: {fnt: Serif}}\n---\n")?.contains("'fnt'") == true)
    }
}
