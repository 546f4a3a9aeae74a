import Foundation
import Testing

@testable import Plotting

@Suite struct ContourLinesTests {
    /// −2Δln L of two Gaussian parameters: the contour at level l is an ellipse of area π l σ₁σ₂ √(1−ρ²).
    private func ellipse(half: Double, nodes: Int = 121, hole: Bool = false) throws -> ScalarGrid {
        let axis = (0..<nodes).map { -half + 2 * half * Double($0) / Double(nodes - 1) }
        let (sx, sy, rho) = (0.9, 0.6, 0.4)
        let values = axis.flatMap { y in
            axis.map { x -> Double in
                if hole, abs(x) < 0.3, y > 0 { return .nan }
                let (u, w) = (x / sx, y / sy)
                return (u * u - 2 * rho * u * w + w * w) / (1 - rho * rho)
            }
        }
        return try ScalarGrid(x: axis, y: axis, values: values)
    }

    @Test(arguments: [1.0, 2.30, 5.99])
    func enclosesTheAreaOfAKnownEllipse(level: Double) throws {
        let contour = ContourLines(of: try ellipse(half: 3), at: level)
        #expect(contour.lines.count == 1)
        #expect(contour.lines[0].isClosed)
        #expect(!contour.leavesWindow)
        let area = Double.pi * level * 0.9 * 0.6 * (1 - 0.16).squareRoot()
        #expect(abs(contour.enclosedArea / area - 1) < 2e-3)
        // A contour's shadow on an axis is √level σ wide: for 2.30 more than the 1-D interval of ±σ.
        let extent = try #require(contour.extent)
        #expect(abs(extent.x.upperBound - level.squareRoot() * 0.9) < 0.01)
    }

    @Test func areaErrorFallsWithTheSquareOfTheSpacing() throws {
        let area = Double.pi * 2.3 * 0.9 * 0.6 * (1 - 0.16).squareRoot()
        let errors = try [31, 61, 121].map { nodes in
            abs(ContourLines(of: try ellipse(half: 3, nodes: nodes), at: 2.3).enclosedArea - area)
        }
        #expect(errors[0] / errors[1] > 3 && errors[1] / errors[2] > 3)
    }

    @Test func marksWhereALineLeavesTheWindow() throws {
        let contour = ContourLines(of: try ellipse(half: 1), at: 2.30)
        #expect(contour.leavesWindow)
        #expect(contour.lines.allSatisfy { !$0.isClosed })
        #expect(contour.exits.count == 2 * contour.lines.count)
        for exit in contour.exits {
            #expect(abs(abs(exit.edge == .left || exit.edge == .right ? exit.point.x : exit.point.y) - 1) < 1e-12)
        }
    }

    @Test func breaksAtMissingValuesWithoutCallingThatAnExit() throws {
        let contour = ContourLines(of: try ellipse(half: 3, hole: true), at: 2.30)
        #expect(contour.lines.contains { !$0.isClosed })
        #expect(contour.exits.isEmpty)
    }

    @Test func joinsASaddleByTheMeanOfItsCorners() throws {
        let low = try ScalarGrid(x: [0, 1], y: [0, 1], values: [0, 3, 3, 0])
        let lines = ContourLines(of: low, at: 2).lines
        #expect(lines.count == 2)
        // Mean 1.5 < 2: the low corners are joined, so each line cuts off a high corner.
        #expect(lines.allSatisfy { $0.points.allSatisfy { abs($0.x + (1 - $0.y) - 1) > 0.2 } })
        #expect(ContourLines(of: low, at: 5).lines.isEmpty)
    }

    @Test func refusesAGridThatDoesNotAscendOrMatch() {
        #expect(throws: PlottingError.self) { try ScalarGrid(x: [0, 1], y: [0, 1], values: [1, 2, 3]) }
        #expect(throws: PlottingError.self) { try ScalarGrid(x: [1, 0], y: [0, 1], values: [1, 2, 3, 4]) }
    }
}
