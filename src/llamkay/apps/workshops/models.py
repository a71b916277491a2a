"""The tables of the workshops, each in the folder of its subject."""

from llamkay.apps.workshops.accidents.tables import Accident as Accident
from llamkay.apps.workshops.accidents.tables import KitIssue as KitIssue
from llamkay.apps.workshops.enterprises.tables import CustomerPermit as CustomerPermit
from llamkay.apps.workshops.enterprises.tables import OwnEntry as OwnEntry
from llamkay.apps.workshops.machines.tables import Machine as Machine
from llamkay.apps.workshops.machines.tables import MachineStop as MachineStop
from llamkay.apps.workshops.machines.tables import Upkeep as Upkeep
from llamkay.apps.workshops.outside.tables import DayOut as DayOut
from llamkay.apps.workshops.outside.tables import OutsidePermit as OutsidePermit
from llamkay.apps.workshops.tools.tables import MissingTool as MissingTool
from llamkay.apps.workshops.tools.tables import Tool as Tool
from llamkay.apps.workshops.tools.tables import ToolCount as ToolCount
from llamkay.apps.workshops.tools.tables import ToolLoan as ToolLoan
