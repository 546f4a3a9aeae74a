import Testing

@testable import Plotting

@Suite struct ColourMapTests {
    /// Entries of the published tables that are not control points here.
    @Test(
        "lies within 1 % of the published table",
        arguments: [
            (ColourMap.viridis, 0.25, UInt32(0x3b528b)), (.viridis, 0.5, 0x21918c), (.viridis, 0.75, 0x5ec962),
            (.cividis, 0.5, 0x7d7c78),
        ])
    func matchesTable(map: ColourMap, fraction: Double, hex: UInt32) {
        let (colour, published) = (map.colour(at: fraction), Colour(hex: hex))
        #expect(abs(colour.red - published.red) < 0.02)
        #expect(abs(colour.green - published.green) < 0.02)
        #expect(abs(colour.blue - published.blue) < 0.02)
    }

    @Test(arguments: [ColourMap.viridis, .cividis])
    func growsLighterAllTheWay(map: ColourMap) {
        let lightness = (0...100).map { index -> Double in
            let colour = map.colour(at: Double(index) / 100)
            return 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue
        }
        #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $1 > $0 - 2e-3 })
    }
}
