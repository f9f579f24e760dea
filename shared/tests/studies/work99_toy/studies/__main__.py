from shared.studies import study_command
from work99_toy.studies.all import best, slopes

if __name__ == "__main__":
    study_command("work99_toy", [slopes, best])
