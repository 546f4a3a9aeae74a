print("fiducial")
