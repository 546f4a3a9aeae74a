import Foundation
import Testing

@testable import Plotting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct RenderingTests {
    private func svg(_ figure: Figure) throws -> String {
        String(decoding: try figure.render(.svg, width: .column), as: UTF8.self)
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

    @Test func resolvesEveryReferenceWithinAFigure() throws {
        for (name, figure) in try ExampleFigures.all() {
            let text = try figure.laidOut(width: .column).element()
            let ids = matches(" id=\"", in: text)
            #expect(ids == ids.indices.map { "c\($0 + 1)" }, "\(name)")
            #expect(Set(matches("url(#", in: text)) == Set(ids), "\(name)")
        }
    }

    @Test func writesNumbersToAHundredth() throws {
        let text = try ExampleFigures.plane(heat: true).figure().laidOut(width: .column).element()
        let numbers = [" d=\"", " x=\"", " y=\"", " width=\"", "viewBox=\"", "font-size=\"", "stroke-width=\""].flatMap
        {
            matches($0, in: text).flatMap { $0.split(whereSeparator: { !"0123456789.".contains($0) }) }
        }
        // Behind each point; numbers of a path may follow without a space, as in "1.5.25".
        let decimals = numbers.flatMap { $0.split(separator: ".", omittingEmptySubsequences: false).dropFirst() }
        #expect(numbers.count > 500 && decimals.map(\.count).max() == 2)
    }

    @Test func describesItselfAndScales() throws {
        let figure = Figure(
            title: "a < b & c", alternativeText: "\"quoted\"", panels: try ExampleFigures.scan().figure().panels,
            data: FigureData(tables: []))
        let text = try svg(figure)
        #expect(text.hasPrefix("<svg "))
        #expect(text.contains("<title>a &lt; b &amp; c</title>"))
        #expect(text.contains("<desc>&quot;quoted&quot;</desc>"))
        #expect(text.contains("role=\"img\""))
        #expect(text.contains("viewBox=\"0 0 243.78 ") && text.contains("width=\"243.78pt\""))
        let element = try figure.laidOut(width: .column).element()
        #expect(element.contains("viewBox=\"0 0 243.78 ") && !element.contains("pt\""), "the page gives it its width")
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

    @Test func keepsDataColoursInBothThemes() {
        for data in [Palette.model, Palette.truth] {
            #expect(Theme.light.colour(of: .colour(data)) == Theme.dark.colour(of: .colour(data)))
        }
    }

    @Test func writesPNGOfTheResolutionAskedFor() throws {
        let data = try ExampleFigures.scan().figure().render(.png(dotsPerInch: 144), width: .column)
        let bytes = [UInt8](data)
        #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]))
        let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
        #expect(width == 488)
        // 144 dots per inch are 5669 per metre, in both directions.
        #expect(Array(bytes[37..<50]) == Array("pHYs".utf8) + [0, 0, 0x16, 0x25, 0, 0, 0x16, 0x25, 1])
    }

    @Test func writesPDFWithTheTitleOfThePlot() throws {
        let figure = try ExampleFigures.scan().figure().saying(title: "Best fit 0.482", alternativeText: "A scan.")
        let bytes = [UInt8](try figure.render(.pdf, width: .column))
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        #expect(text.contains("/Title (Best fit 0.482)"))
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
