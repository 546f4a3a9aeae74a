import Foundation
import Testing

@testable import Plotting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct RenderingTests {
    private func svg(_ figure: Figure, theme: Theme = .light) throws -> String {
        String(decoding: try figure.render(.svg, theme: theme, width: .column), as: UTF8.self)
    }

    private func matches(_ pattern: String, in text: String) -> [String] {
        text.components(separatedBy: pattern).dropFirst().map { piece in
            String(piece.prefix { $0 != "\"" && $0 != ")" })
        }
    }

    @Test func writesSVGThatParses() throws {
        for (name, figure) in try ExampleFigures.all() {
            let data = Data(try svg(figure).utf8)
            let parser = XMLParser(data: data)
            #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
        }
    }

    @Test func numbersIdsInTheOrderOfAppearanceAndResolvesEveryReference() throws {
        for (name, figure) in try ExampleFigures.all() {
            let text = try svg(figure)
            let ids = matches(" id=\"", in: text)
            #expect(Set(ids) == Set(["title", "desc"] + (1...(ids.count - 2)).map { "i\($0)" }), "\(name)")
            #expect(Set(ids).count == ids.count, "\(name)")
            let references = matches("url(#", in: text) + matches("href=\"#", in: text)
            #expect(!references.isEmpty)
            #expect(Set(references).isSubset(of: Set(ids)), "\(name)")
        }
    }

    @Test func writesCoordinatesOfPathsToAHundredth() throws {
        let text = try svg(try ExampleFigures.plane(heat: true).figure())
        let coordinates = matches(" d=\"", in: text).flatMap {
            $0.split(whereSeparator: { !"0123456789.".contains($0) })
        }
        let decimals = coordinates.map { $0.drop { $0 != "." }.dropFirst().count }
        #expect(decimals.max() == 2)
    }

    @Test func describesItselfAndScales() throws {
        let figure = Figure(
            title: "a < b & c", alternativeText: "\"quoted\"", panels: try ExampleFigures.scan().figure().panels,
            data: FigureData(tables: []))
        let text = try svg(figure)
        #expect(text.hasPrefix("<svg "))
        #expect(text.contains("<title id=\"title\">a &lt; b &amp; c</title>"))
        #expect(text.contains("<desc id=\"desc\">&quot;quoted&quot;</desc>"))
        #expect(text.contains("role=\"img\" aria-labelledby=\"title desc\""))
        #expect(text.contains("viewBox=\"0 0 243.78 "))
        #expect(text.contains("width=\"100%\"") && text.contains("max-width:243.78pt"))
    }

    @Test func writesTheSameBytesForTheSameFigure() throws {
        for (name, figure) in try ExampleFigures.all() {
            for format in [FigureFormat.svg, .png(dotsPerInch: 100), .pdf] {
                let first = try figure.render(format, theme: .light, width: .column)
                let second = try figure.render(format, theme: .light, width: .column)
                #expect(first == second, "\(name) as \(format)")
            }
        }
    }

    @Test func exchangesOnlyThemeColoursBetweenLightAndDark() throws {
        let figure = try ExampleFigures.plane().figure()
        func withoutColours(_ text: String) -> [String] {
            text.components(separatedBy: "rgb(").map { piece in
                piece.contains(")") ? String(piece[(piece.firstIndex(of: ")") ?? piece.startIndex)...]) : piece
            }
        }
        let (light, dark) = (try svg(figure), try svg(figure, theme: .dark))
        #expect(light != dark)
        #expect(withoutColours(light) == withoutColours(dark))
        for data in [Palette.model, Palette.truth] {
            #expect(Theme.light.colour(of: .colour(data)) == Theme.dark.colour(of: .colour(data)))
        }
    }

    @Test func leavesTheBackgroundOfSVGTransparent() throws {
        let text = try svg(try ExampleFigures.scan().figure())
        #expect(!text.contains("<rect"))
    }

    @Test func writesPNGOfTheResolutionAskedFor() throws {
        let data = try ExampleFigures.scan().figure().render(.png(dotsPerInch: 144), width: .column)
        let bytes = [UInt8](data)
        #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]))
        let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
        #expect(width == 488)
    }

    @Test func drawsOnManyThreadsAtOnce() async throws {
        let figure = try ExampleFigures.plane(heat: true).figure()
        let alone = try figure.render(.svg, width: .column)
        let results = try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<12 {
                group.addTask { try figure.render(.svg, width: .column) }
            }
            var all: [Data] = []
            for try await data in group { all.append(data) }
            return all
        }
        #expect(results.count == 12)
        #expect(results.allSatisfy { $0 == alone })
    }

    @Test func namesTheRemedyForAMissingFont() {
        let message = PlottingError.fontMissing(family: "DejaVu Sans", found: "Sans").description
        #expect(message.contains("fonts-dejavu-core"))
    }
}

@Suite struct FigureDataTests {
    private let data = FigureData(
        values: [("best", 0.1), ("open", .nan)],
        tables: [.init("curve", [.init("x, \"a\"", [1, 2]), .init("y", [0.1 + 0.2, .nan])])])

    @Test func writesCSVThatReadsBackToTheSameBits() {
        #expect(data.csv == "# values\nbest,open\n0.1,\n\n# curve\n\"x, \"\"a\"\"\",y\n1.0,0.30000000000000004\n2.0,\n")
    }

    @Test func writesJSONWithNullForWhatIsNotFinite() throws {
        let read = try JSONSerialization.jsonObject(with: Data(data.json.utf8)) as? [String: Any]
        let values = try #require(read?["values"] as? [String: Any])
        #expect(values["best"] as? Double == 0.1)
        #expect(values["open"] is NSNull)
        let tables = try #require(read?["tables"] as? [String: [String: [Any]]])
        #expect(tables["curve"]?["y"]?[1] is NSNull)
        #expect(data.json.contains("[0.30000000000000004, null]"))
    }
}
