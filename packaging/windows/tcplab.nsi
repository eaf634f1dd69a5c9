; The Windows installer: for one user, without administrator rights.
; makensis -DTARGET=x86-unicode -DVERSION=1.2.3 "-DPUBLISHER=Somebody" "-DSOURCE=FOLDER\*"
; -DICON=tcplab.ico -DOUT=setup.exe tcplab.nsi
Unicode true
Target ${TARGET}
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "TCP Lab"
!define KIND "TCPLab.Experiment"
!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\TCP Lab"
!define WINDOW "$INSTDIR\TCP Lab.exe"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\TCP Lab"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}; MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "${WINDOW}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString EXPERIMENT ${LANG_ENGLISH} "TCP Lab experiment"
LangString EXPERIMENT ${LANG_SIMPCHINESE} "TCP Lab 实验"
LangString RUNNING ${LANG_ENGLISH} "TCP Lab is running. Close it, then try again."
LangString RUNNING ${LANG_SIMPCHINESE} "TCP Lab 正在运行。请先关闭它，然后重试。"

; Windows lets nobody write to a program that runs.
!macro StopIfRunning
  ${If} ${FileExists} "${WINDOW}"
    ClearErrors
    FileOpen $0 "${WINDOW}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDOK
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; Only what was installed: whoever chose a folder of their own keeps what else is in it.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "${WINDOW}"
  Delete "$INSTDIR\tcplab.exe"
  Delete "$INSTDIR\README.txt"
!macroend

; 0x08000000: what opens which files has changed.
!macro TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Function .onInit
  !insertmacro StopIfRunning
FunctionEnd

Function un.onInit
  !insertmacro StopIfRunning
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  !insertmacro RemoveProgram
  File /r "${SOURCE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\TCP Lab.lnk" "${WINDOW}"

  WriteRegStr HKCU "${CLASSES}\.tcplab" "" "${KIND}"
  WriteRegStr HKCU "${CLASSES}\.tcplab" "Content Type" "application/x-tcplab"
  WriteRegStr HKCU "${CLASSES}\.tcplab" "PerceivedType" "text"
  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "$(EXPERIMENT)"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "${WINDOW},0"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"${WINDOW}" --dialogs "%1"'
  !insertmacro TellExplorer

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\TCP Lab.lnk"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  ReadRegStr $0 HKCU "${CLASSES}\.tcplab" ""
  ${If} $0 == "${KIND}"
    DeleteRegKey HKCU "${CLASSES}\.tcplab"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"
  !insertmacro TellExplorer
SectionEnd
