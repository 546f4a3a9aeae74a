import Testing

@testable import Inference

@Suite struct NuisanceSpaceTests {
    let mixture = SmallMixture.base()

    @Test func listsShapesBeforeNormalizations() {
        let space = NuisanceSpace(mixture: mixture)
        #expect(space.profiled == ["shift", "squeeze", "luminosity", "background"])
        let (nuisances, theta) = space.expand([1, 2, 3, 4])
        #expect(nuisances == [1, 2])
        #expect(theta == [3, 4])
    }

    @Test func putsFixedValuesInTheirPlaces() {
        let space = NuisanceSpace(mixture: mixture, fixed: ["shift": 0.5, "background": -1])
        #expect(space.profiled == ["squeeze", "luminosity"])
        let (nuisances, theta) = space.expand([2, 3])
        #expect(nuisances == [0.5, 2])
        #expect(theta == [3, -1])
    }

    @Test func gathersWhatItExpands() {
        for fixed in [[:], ["squeeze": 1], ["shift": 0, "luminosity": 2]] as [[String: Double]] {
            let space = NuisanceSpace(mixture: mixture, fixed: fixed)
            let point = space.profiled.indices.map { Double($0) + 0.5 }
            let (nuisances, theta) = space.expand(point)
            #expect(space.gather(nuisances: nuisances, theta: theta) == point)
        }
    }

    @Test func fixesEverything() {
        let space = NuisanceSpace(
            mixture: mixture, fixed: ["shift": 1, "squeeze": 2, "luminosity": 3, "background": 4])
        #expect(space.profiled.isEmpty)
        #expect(space.expand([]).nuisances == [1, 2])
        #expect(space.gather(nuisances: [5, 6], theta: [7, 8]).isEmpty)
    }
}
