"""Collisions by Pythia 8, and what a detector measures of them: one chunk of one class at a time.

A chunk follows from its class and number alone. Pythia makes the hard process, the radiation of the incoming partons, and the
decays of tau leptons with their spin. Radiation in the final state, hadrons and the underlying event are left out: they would
take ten times as long, and the smearing of jets and of missing energy stands for them.
"""
import dataclasses

import numpy as np
import pythia8mc

HADRONIC = 0.6475  # branching fraction of tau leptons
LEPTONIC = 0.3525
JETS = 4  # leading jets that are kept
GUN = 10.0  # GeV, the energy at which Pythia is given a tau lepton to decay


@dataclasses.dataclass(frozen=True)
class Process:
    """A class of events: how Pythia makes it, and how often it happens."""

    number: int
    settings: tuple
    # The inclusive cross section at 13 TeV beyond the leading order, over Pythia's.
    correction: float
    # Of the decays that the settings leave open: one tau lepton to hadrons, and an electron or a muon.
    fraction: float
    # Of a boson that decays to two tau leptons, the helicity of one over that of the other; None where they come from W.
    same_helicity: bool | None = None


def to_taus(boson):
    return f"{boson}:onMode = off", f"{boson}:onIfMatch = 15 -15"


# Of the W+ a tau lepton alone, of the W- any lepton; the other charges are counted by a factor.
FROM_W = "24:onMode = off", "24:6:onMode = 3", "24:7:onMode = 3", "24:8:onMode = 1"
WITH_JET = "PhaseSpace:pTHatMin = 25."

PROCESSES = {
    # 48.6 pb of g g -> H, 26.1 pb in Pythia.
    "htautau": Process(
        1, ("HiggsSM:gg2Hg(l:t) = on", "HiggsSM:qg2Hq(l:t) = on", "HiggsSM:qqbar2Hg(l:t) = on", WITH_JET, *to_taus(25)),
        1.86, 2 * HADRONIC * LEPTONIC, True),
    # 1900 pb of each kind of lepton above 60 GeV, 1478 pb in Pythia.
    "ztautau": Process(
        2, ("WeakBosonAndParton:qqbar2gmZg = on", "WeakBosonAndParton:qg2gmZq = on", "23:mMin = 60.",
            "PhaseSpace:mHatMin = 60.", WITH_JET, *to_taus(23)),
        1.29, 2 * HADRONIC * LEPTONIC, False),
    # 832 pb, 503 pb in Pythia.
    "ttbar": Process(3, ("Top:gg2ttbar = on", "Top:qqbar2ttbar = on", *FROM_W), 1.65, 2 * HADRONIC),
    # Pairs of W alone: 119 pb, 64.4 pb in Pythia.
    "diboson": Process(4, ("WeakDoubleBoson:ffbar2WW = on", *FROM_W), 1.84, 2 * HADRONIC),
}

# Mean helicity of the negative tau lepton of a Z, twice over.
Z_POLARIZATION = -0.14
# What an event may have before it is measured: margins of the selection in make_events.py, in GeV.
TAU_PT, LEPTON_PT, JET_PT = 23.0, 19.5, 26.0
# Events with a jet that is recognized as one of a b quark are rejected: three of four such jets are.
BOTTOM_PT, BOTTOM_TAGGED = 20.0, 0.75
TAU_ETA, LEPTON_ETA, JET_ETA = 2.3, 2.4, 4.7


def pythia(seed, *settings):
    generator = pythia8mc.Pythia("", False)
    for setting in ("Print:quiet = on", "Random:setSeed = on", f"Random:seed = {seed}", *settings):
        if not generator.readString(setting):
            raise ValueError(f"Pythia does not know '{setting}'")
    if not generator.init():
        raise RuntimeError(f"Pythia cannot begin with {settings}")
    return generator


class TauDecays:
    """Decays of negative tau leptons with positive helicity, which Pythia makes one by one along the z axis."""

    def __init__(self, seed, channels):
        wanted = [f"15:{channel}:onMode = on" for channel in channels]
        self.generator = pythia(
            seed, "ProcessLevel:all = off", "HadronLevel:Hadronize = off", "Check:event = off", "TauDecays:externalMode = 0",
            "15:onMode = off", *wanted)
        self.mass = self.generator.particleData.m0(15)

    def visible(self):
        """(E, pz, pT) of all but neutrinos in the rest frame; the flight was along z."""
        event = self.generator.event
        while True:
            event.reset()
            momentum = (GUN**2 - self.mass**2) ** 0.5
            event.append(15, 1, 0, 0, 0.0, 0.0, momentum, GUN, self.mass, 0.0, 1.0)
            if self.generator.next():
                break
        energy = along = x = y = 0.0
        for particle in event:
            if particle.isFinal() and particle.idAbs() not in (12, 14, 16):
                energy, along = energy + particle.e(), along + particle.pz()
                x, y = x + particle.px(), y + particle.py()
        gamma, boost = GUN / self.mass, momentum / self.mass
        return gamma * energy - boost * along, gamma * along - boost * energy, (x * x + y * y) ** 0.5


def decays(number, count):
    """A library of decays to hadrons and to leptons, each with shape [count, 3]."""
    hadrons = TauDecays(2 * number + 1, [c for c in range(38) if c not in (2, 3)])
    leptons = TauDecays(2 * number + 2, (2, 3))
    return {kind: np.array([tau.visible() for _ in range(count)]) for kind, tau in (("hadrons", hadrons), ("leptons", leptons))}


def boosted(vector, frame):
    """Four-vectors (E, x, y, z) given in the rest frame of others, shape [events, 4], seen where those have `frame`."""
    mass = np.sqrt(np.maximum(frame[:, 0] ** 2 - (frame[:, 1:] ** 2).sum(1), 1e-12))
    projection = (vector[:, 1:] * frame[:, 1:]).sum(1)
    energy = (frame[:, 0] * vector[:, 0] + projection) / mass
    factor = (vector[:, 0] + energy) / (frame[:, 0] + mass)
    return np.column_stack([energy, vector[:, 1:] + factor[:, None] * frame[:, 1:]])


def reversed_frame(frame):
    return np.column_stack([frame[:, 0], -frame[:, 1:]])


def placed(decays, tau, parent, random):
    """Visible four-vectors in the laboratory of decays in rest frames of tau leptons.

    Spin is counted along the flight in the rest frame of the parent, so the way to the laboratory leads through it.
    """
    in_parent = boosted(tau, reversed_frame(parent))
    momentum = np.sqrt((in_parent[:, 1:] ** 2).sum(1))
    axis = in_parent[:, 1:] / momentum[:, None]
    mass = np.sqrt(np.maximum(in_parent[:, 0] ** 2 - momentum**2, 1e-12))
    energy, along, across = decays.T
    moved = (in_parent[:, 0] * energy + momentum * along) / mass, (in_parent[:, 0] * along + momentum * energy) / mass
    helper = np.where(np.abs(axis[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    first = np.cross(axis, helper)
    first /= np.linalg.norm(first, axis=1)[:, None]
    second = np.cross(axis, first)
    angle = random.uniform(0, 2 * np.pi, len(energy))
    space = (moved[1][:, None] * axis + (across * np.cos(angle))[:, None] * first + (across * np.sin(angle))[:, None] * second)
    return boosted(np.column_stack([moved[0], space]), parent)


def transverse(vector):
    return np.hypot(vector[..., 1], vector[..., 2])


def rapidity(vector):
    return np.arcsinh(vector[..., 3] / np.maximum(transverse(vector), 1e-9))


def azimuth(vector):
    return np.arctan2(vector[..., 2], vector[..., 1])


def distance(eta, phi, other_eta, other_phi):
    turn = np.abs(np.mod(phi - other_phi + np.pi, 2 * np.pi) - np.pi)
    return np.hypot(eta - other_eta, turn)


def four(particle):
    return particle.e(), particle.px(), particle.py(), particle.pz()


def produce(process, number, events, random):
    """Productions whose legs may pass: tau and parent of the hadronic leg, the other lepton with its parent, neutrinos, jets."""
    generator = pythia(
        1000 * process.number + number + 1, "Beams:eCM = 13000.", "PartonLevel:MPI = off", "PartonLevel:FSR = off",
        "HadronLevel:all = off", *process.settings)
    finder = pythia8mc.SlowJet(-1, 0.4, 12.0, JET_ETA, 2, 1)
    kept = []
    for index in range(events):
        if not generator.next():
            continue
        event = generator.event
        legs = [p for p in event if p.isFinal() and p.idAbs() in (11, 13, 15)]
        if len(legs) != 2:
            continue
        hadronic, other = (legs if legs[0].id() == -15 else legs[::-1]) if process.same_helicity is None else legs
        if hadronic.pT() < TAU_PT or other.pT() < LEPTON_PT or abs(hadronic.eta()) > 2.6 or abs(other.eta()) > 2.6:
            continue
        bottoms = sum(p.isFinal() and p.idAbs() == 5 and p.pT() > BOTTOM_PT and abs(p.eta()) < LEPTON_ETA for p in event)
        if random.random() > (1 - BOTTOM_TAGGED) ** bottoms:
            continue
        is_tau = other.idAbs() == 15
        if process.same_helicity is None and is_tau and random.random() > LEPTONIC:
            continue
        lines = four(hadronic), four(other)
        neutrinos = [p for p in event if p.isFinal() and p.idAbs() in (12, 14, 16)]
        if process.same_helicity is None:
            parents = [np.add(lines[0], four(next(n for n in neutrinos if n.id() == 16)))]
            parents.append(np.add(lines[1], four(next(n for n in neutrinos if n.id() < 0))))
        else:
            parents = [np.add(*lines)] * 2
        for leg in legs:
            leg.statusNeg()
        finder.analyze(event)
        if finder.sizeJet() == 0:
            continue
        jets = np.zeros((JETS, 3))
        for place in range(min(JETS, finder.sizeJet())):
            jets[place] = finder.pT(place), finder.y(place), finder.phi(place)
        missing = sum(n.px() for n in neutrinos), sum(n.py() for n in neutrinos)
        kept.append((index, is_tau, *lines[0], *parents[0], *lines[1], *parents[1], *missing, *jets.ravel()))
    section = generator.infoPython().sigmaGen() * 1e9
    return np.array(kept), section


def polarizations(process, events, random):
    """Of both legs, as a negative tau lepton has them; shape [2, events]."""
    if process.same_helicity is None:
        return -np.ones((2, events))
    mean = 0.0 if process.same_helicity else Z_POLARIZATION
    first = np.where(random.random(events) < (1 + mean) / 2, 1.0, -1.0)
    # A positive tau lepton of the same helicity decays as a negative one of the other.
    return np.stack([first, -first if process.same_helicity else first])


def decayed(rows, process, library, random):
    """Visible four-vectors of both legs, what is missing, and which events still may pass."""
    tau, tau_parent, lepton, lepton_parent = (rows[:, 2 + 4 * k: 6 + 4 * k] for k in range(4))
    visible, seen = (
        placed(
            library[kind][random.integers(len(library[kind]), size=len(rows))] * np.column_stack([spin**2, spin, spin**2]),
            leg, parent, random)
        for kind, spin, leg, parent in zip(
            ("hadrons", "leptons"), polarizations(process, len(rows), random), (tau, lepton), (tau_parent, lepton_parent)))
    seen = np.where(rows[:, 1:2] > 0, seen, lepton)
    missing = rows[:, 18:20] + (tau - visible)[:, 1:3] + (lepton - seen)[:, 1:3]
    passed = (np.abs(rapidity(visible)) < TAU_ETA) & (np.abs(rapidity(seen)) < LEPTON_ETA)
    return visible, seen, missing, passed


def measured(rows, visible, lepton, missing, random):
    """The columns of a detector, before any systematic variation and without the noise of the soft missing energy."""
    normal = random.standard_normal((len(rows), JETS + 4))
    jets = rows[:, 20:].reshape(-1, JETS, 3)
    truth = transverse(visible)
    had_pt = truth * (1 + normal[:, 0] * np.hypot(0.6 / np.sqrt(np.maximum(truth, 1)), 0.03))
    lep_pt = transverse(lepton) * (1 + 0.015 * normal[:, 1])
    jet_pt = jets[:, :, 0] * (1 + normal[:, 4:] * np.hypot(0.8 / np.sqrt(np.maximum(jets[:, :, 0], 1)), 0.05))
    eta, phi = rapidity(visible), azimuth(visible)
    lep_eta, lep_phi = rapidity(lepton), azimuth(lepton)
    apart = np.minimum(distance(jets[:, :, 1], jets[:, :, 2], eta[:, None], phi[:, None]),
                       distance(jets[:, :, 1], jets[:, :, 2], lep_eta[:, None], lep_phi[:, None])) > 0.5
    # What is measured too high or too low is missing in the other direction.
    met = missing.copy()
    for pt, true, angle in ((had_pt, truth, phi), (lep_pt, transverse(lepton), lep_phi)):
        met -= ((pt - true) * np.stack([np.cos(angle), np.sin(angle)])).T
    excess = np.where(apart, jet_pt - jets[:, :, 0], 0)
    met -= np.stack([(excess * np.cos(jets[:, :, 2])).sum(1), (excess * np.sin(jets[:, :, 2])).sum(1)]).T
    jet_pt = np.where(apart & (jet_pt > 0), jet_pt, 0)
    lead = jet_pt.argmax(1)[:, None]
    total = np.stack([(jet_pt * np.cos(jets[:, :, 2])).sum(1), (jet_pt * np.sin(jets[:, :, 2])).sum(1)])
    return dict(
        had_pt=had_pt, had_eta=eta, had_phi=phi, lep_pt=lep_pt, lep_eta=lep_eta, lep_phi=lep_phi, met_x=met[:, 0], met_y=met[:, 1], soft_x=normal[:, 2],
        soft_y=normal[:, 3], jet_pt=np.take_along_axis(jet_pt, lead, 1)[:, 0],
        jet_eta=np.take_along_axis(jets[:, :, 1], lead, 1)[:, 0], jet_phi=np.take_along_axis(jets[:, :, 2], lead, 1)[:, 0],
        jets_x=total[0], jets_y=total[1])


def chunk(name, number, events, library):
    """Columns of the events of a chunk that may pass the selection, and its cross section in pb with all factors.

    Which decays of the library an event has is random, as are their angles around the flight; the opposite helicity has the
    opposite direction along it.
    """
    process = PROCESSES[name]
    random = np.random.default_rng([13000, process.number, number])
    rows, section = produce(process, number, events, random)
    visible, lepton, missing, passed = decayed(rows, process, library, random)
    columns = measured(rows, visible, lepton, missing, random)
    columns["event"] = number * events + rows[:, 0]
    passed &= (columns["had_pt"] > TAU_PT) & (columns["lep_pt"] > LEPTON_PT) & (columns["jet_pt"] > JET_PT)
    passed &= distance(columns["had_eta"], columns["had_phi"], columns["lep_eta"], columns["lep_phi"]) > 0.5
    columns = {key: values[passed].astype(np.int64 if key == "event" else np.float32) for key, values in columns.items()}
    return columns, section * process.correction * process.fraction
